#include "node/update/take_update.hpp"

#include <fstream>

#include "wire/signing.hpp"

namespace sb::node {
namespace {

Result<void> take_configuration(const wire::pb::Update& update, Slots& slots, const UpdateSources& sources) {
  const auto digest = wire::sha256(update.content());
  if (update.content().size() != update.octets() ||
      update.sha256() != std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size())) {
    return fail(ErrorCode::kUnreadable, "update: the configuration is not what was announced");
  }
  if (auto good = sources.check_configuration(update.content()); !good) return good;
  std::ofstream out(slots.free_place(), std::ios::binary | std::ios::trunc);
  out << update.content();
  out.close();
  if (!out) return fail(ErrorCode::kUnavailable, "update: the disk refuses");
  return slots.install(update.version(), update.sha256(), update.octets());
}

Result<void> take_software(const wire::pb::Update& update, Slots& slots, const UpdateSources& sources) {
  if (update.octets() == 0 || update.octets() > kMaxSoftwareBytes) {
    return fail(ErrorCode::kInvalidArgument, "update.octets: out of range");
  }
  std::ofstream out(slots.free_place(), std::ios::binary | std::ios::trunc);
  std::uint64_t written = 0;
  const auto fetched = sources.fetch(wire::to_hex(update.sha256()), [&](std::string_view piece) {
    written += piece.size();
    out << piece;
    return written <= update.octets() && out.good();
  });
  out.close();
  if (!fetched) return fetched;
  if (!out) return fail(ErrorCode::kUnavailable, "update: the disk refuses");
  return slots.install(update.version(), update.sha256(), update.octets());
}

}  // namespace

Result<void> take_update(const wire::pb::Update& update, UpdateTargets targets,
                         const UpdateSources& sources) {
  switch (update.artefact()) {
    case wire::pb::ARTEFACT_CONFIGURATION:
      return take_configuration(update, targets.configuration, sources);
    case wire::pb::ARTEFACT_SOFTWARE:
      return take_software(update, targets.software, sources);
    default:
      return fail(ErrorCode::kUnsupported, "update.artefact: unknown");
  }
}

}  // namespace sb::node
