#pragma once
// A scan's findings for programs (CONTRACTS §1) and for people.
#include <iosfwd>

#include "node/scan/scan_options.hpp"
#include "node/scan/scan_result.hpp"

namespace sb::node {

/// One object a line: cells, then the summary. Fields that were not measured are left out.
void print_json(const ScanResult& result, std::ostream& out);
/// Aligned columns under headings, then one line of summary.
void print_table(const ScanResult& result, Language language, std::ostream& out);

}  // namespace sb::node
