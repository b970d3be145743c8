#pragma once
// How one operator's table maps onto ours (CONTRACTS §3), as TOML:
//
//   [columns]            # ours = "theirs"; what is not named keeps our name
//   cell_id = "ECI"
//   latitude = "Vĩ độ"
//   [rat]                # theirs = "ours"
//   "4G" = "lte"
#include <filesystem>
#include <map>
#include <string>

#include "models/core/result.hpp"

namespace sb::gateway {

struct RegistryProfile {
  std::map<std::string, std::string> columns;  ///< ours -> theirs, NFC
  std::map<std::string, std::string> rats;     ///< theirs -> ours
};

/// kNotFound, kUnreadable (with line and column) or kInvalidArgument (a column we do not have).
Result<RegistryProfile> load_profile(const std::filesystem::path& file);

}  // namespace sb::gateway
