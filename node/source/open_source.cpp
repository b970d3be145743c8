#include "node/source/open_source.hpp"

#include <array>

#include "node/source/sigmf_source.hpp"
#include "node/source/soapy_source.hpp"
#include "node/source/synthetic_source.hpp"

namespace sb::node {
namespace {

using MadeSource = Result<std::unique_ptr<IqSource>>;

MadeSource make_soapy(std::string_view arguments, const Clock& clock) {
  return std::make_unique<SoapySource>(std::string(arguments), clock);
}

MadeSource make_recording(std::string_view path, const Clock&) {
  return std::make_unique<SigmfSource>(path);
}

struct SourceKind {
  std::string_view prefix;
  MadeSource (*make)(std::string_view rest, const Clock& clock);
};

// Every kind of source there is. The first whose prefix fits makes it; a path without a prefix is a
// recording.
constexpr std::array<SourceKind, 4> kKinds{{
    {"soapy:", make_soapy},
    {"synthetic:", make_synthetic_source},
    {"sigmf:", make_recording},
    {"", make_recording},
}};

const SourceKind& kind_of(std::string_view spec) {
  for (const SourceKind& kind : kKinds) {
    if (spec.starts_with(kind.prefix)) return kind;
  }
  return kKinds.back();
}

}  // namespace

Result<std::unique_ptr<IqSource>> make_source(const std::string& spec, const Clock& clock) {
  const SourceKind& kind = kind_of(spec);
  return kind.make(std::string_view(spec).substr(kind.prefix.size()), clock);
}

std::string_view recording_path(std::string_view spec) {
  const SourceKind& kind = kind_of(spec);
  return kind.make == make_recording ? spec.substr(kind.prefix.size()) : std::string_view();
}

}  // namespace sb::node
