#pragma once
// A carrier's table as rows of the registry, every row checked.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/registry/csv.hpp"
#include "gateway/registry/profile.hpp"
#include "gateway/store/records.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

inline constexpr std::array<std::string_view, 16> kRegistryTableColumns{
    "operator", "plmn",     "rat",           "site_id",  "cell_id",   "tac",
    "channel",  "pci",      "bandwidth_mhz", "latitude", "longitude", "azimuth_deg",
    "height_m", "eirp_dbm", "valid_from",    "valid_to"};

struct RowProblem {
  int line = 0;        ///< of the file, from 1
  std::string text;    ///< "plmn: \"4x2-04\" is not MCC-MNC"
  std::string column;  ///< ours; empty: the row as a whole
  std::string code;    ///< what is wrong, for a page in the reader's language: "not_plmn"
  std::string value;   ///< as it was written
  std::string bound;   ///< what it was held against: "0 .. 65535", the operator, the other line
};

struct RegistryTable {
  std::vector<RegistryCell> cells;  ///< valid_from is empty where the file names none
  std::vector<RowProblem> problems;
};

/// kUnreadable: not a CSV, or a required column (plmn, rat, site_id, cell_id) is missing; problems of single
/// rows are listed.
Result<RegistryTable> read_registry(std::string_view csv, const std::string& operator_name,
                                    const RegistryProfile& profile);
/// The same of a table that was read otherwise (sheet.hpp).
Result<RegistryTable> read_registry(const std::vector<CsvRecord>& records, const std::string& operator_name,
                                    const RegistryProfile& profile);

/// viettel vnpt mobifone vietnamobile gmobile
bool is_operator(std::string_view name);

}  // namespace sb::gateway
