// What a stranger can put into a request target, a header or a body, through every parser of ours that reads
// it.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/api/body.hpp"
#include "gateway/api/path_pattern.hpp"
#include "gateway/api/query.hpp"
#include "gateway/api/rfc3339.hpp"

namespace {

using namespace sb::gateway::api;

void read_target(std::string_view text) {
  const auto target = parse_target(text);
  if (!target) return;
  if (target->path.empty() || target->path.front() != '/') std::abort();
  if (target->path.find('\0') != std::string::npos) std::abort();
  for (const auto* pattern :
       {"/api/v1/incidents", "/api/v1/incidents/{id}", "/api/v1/incidents/{id}/close"}) {
    const auto id = match(pattern, target->path);
    if (id && *id < 0) std::abort();
  }
  const auto node = match_name("/api/v1/nodes/{node}/listen", target->path);
  if (node && node->empty()) std::abort();
  const auto incidents = incident_filter(target->query);
  if (incidents && (incidents->limit < 1 || incidents->limit > 500)) std::abort();
  const auto observations = observation_filter(target->query);
  if (observations && observations->after_id < 0) std::abort();
}

void read_body(std::string_view text) {
  const auto body = parse_body(text);
  if (!body) return;
  const auto field = text_field(*body, "comment", 100);
  if (field && field->size() > 100) std::abort();
  const auto id = id_field(*body, "into");
  if (id && *id < 1) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read_target(text);
  read_body(text);
  if (session_cookie(text).size() > size || bearer_token(text).size() > size) std::abort();
  if (const auto time = parse_rfc3339(text); time && parse_rfc3339(to_rfc3339(*time)) > time) std::abort();
  return 0;
}
