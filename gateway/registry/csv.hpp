#pragma once
// RFC 4180, strictly, of untrusted text: quoted cells with doubled quotes and line breaks, CRLF or LF, an
// optional UTF-8 byte order mark. Blank lines are skipped.
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"

namespace sb::gateway {

struct CsvRecord {
  int line = 0;  ///< where it begins, from 1
  std::vector<std::string> cells;
};

/// kUnreadable names the line: a quote inside an unquoted cell, text after a closing quote, a quote never
/// closed, a bare CR, a NUL. Cost: linear.
Result<std::vector<CsvRecord>> parse_csv(std::string_view text);

}  // namespace sb::gateway
