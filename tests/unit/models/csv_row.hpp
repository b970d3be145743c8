#pragma once
// A row of a table's CSV, for the tests that compare it with what was compiled in (RFC 4180 quotes, no line
// breaks inside).
#include <string>
#include <string_view>
#include <vector>

namespace sb::models {

inline std::vector<std::string> csv_row(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"')
        fields.back() += line[i++];
      else
        quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

}  // namespace sb::models
