#pragma once
// From a signed order to an artefact on trial. The order's signature was checked when it came in; here its
// hash is.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "models/core/result.hpp"
#include "node/update/slots.hpp"
#include "wire/codec.hpp"

namespace sb::node {

struct UpdateTargets {
  Slots& software;
  Slots& configuration;
};

struct UpdateSources {
  /// Gives the artefact with this hash (64 hexadecimal digits) piece by piece; `take` returns false to stop.
  std::function<Result<void>(const std::string& sha256_hex,
                             const std::function<bool(std::string_view)>& take)>
      fetch;
  /// Refuses a configuration that this program cannot run.
  std::function<Result<void>(std::string_view text)> check_configuration;
};

inline constexpr std::uint64_t kMaxSoftwareBytes = 128ULL << 20U;

/// On success a restart begins the trial. Errors leave everything as it was.
Result<void> take_update(const wire::pb::Update& update, UpdateTargets targets, const UpdateSources& sources);

}  // namespace sb::node
