#pragma once
// Members of a POSIX tar in memory, through libarchive.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"

namespace sb::node {

struct TarMember {
  std::string name, content;
};

std::string write_tar(const std::vector<TarMember>& members);
/// kUnreadable for anything that is not a whole archive of plain files of at most `most` octets in all.
Result<std::map<std::string, std::string>> read_tar(std::string_view octets, std::size_t most);

}  // namespace sb::node
