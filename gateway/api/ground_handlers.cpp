// What lies under the map and was brought by the authority: outlines of communes, a picture of the ground.
#include <fmt/format.h>

#include "gateway/api/handlers.hpp"
#include "gateway/api/query.hpp"
#include "gateway/place/tiles.hpp"
#include "wire/signing.hpp"

namespace sb::gateway::api {
namespace {

constexpr std::string_view kOutlines = "commune";       // the collection that import-communes writes
constexpr const char* kAskAgain = "private, no-cache";  // kept by the browser, and asked about
constexpr const char* kKeepADay = "private, max-age=86400";

}  // namespace

/// The documents hold finished Features: this only puts them side by side.
Response get_communes(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  if (const auto error = reader.error()) return error_response(400, *error);
  const auto outlines = parts.store.documents(std::string(kOutlines));
  if (outlines.empty()) return error_response(404, "no outlines of communes were imported");
  std::string body = R"({"type":"FeatureCollection","features":[)";
  for (const auto& outline : outlines) {
    if (body.back() != '[') body += ',';
    body += outline.json;
  }
  body += "]}";
  const auto digest = wire::sha256(body);
  Response response;
  response.content_type = "application/geo+json";
  const auto etag = fmt::format("\"{}\"", wire::to_hex({reinterpret_cast<const char*>(digest.data()), 16}));
  response.headers = {{"ETag", etag}, {"Cache-Control", kAskAgain}};
  if (call.request.if_none_match.find(etag) != std::string::npos)
    response.status = 304;
  else
    response.body = std::move(body);
  return response;
}

Response get_tile(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  const auto z = reader.integer("z", 0, 22);
  const auto x = reader.integer("x", 0, 1LL << 22U);
  const auto y = reader.integer("y", 0, 1LL << 22U);
  if (const auto error = reader.error()) return error_response(400, *error);
  if (!z || !x || !y) return error_response(400, "query parameters 'z', 'x' and 'y' name the tile");
  if (parts.tiles == nullptr) return error_response(404, "this gateway has no tiles");
  auto tile = parts.tiles->tile(static_cast<int>(*z), *x, *y);
  Response response;
  if (!tile) {  // beyond the archive's edge: a map asks there all the time, and nothing is wrong
    response.status = 204;
    return response;
  }
  response.content_type = parts.tiles->description().media_type;
  response.headers = {{"Cache-Control", kKeepADay}};
  response.body = std::move(*tile);
  return response;
}

}  // namespace sb::gateway::api
