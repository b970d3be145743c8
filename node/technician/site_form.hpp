#pragma once
// What the technician writes down about the site. Bytes from a browser: checked field by field.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"

namespace sb::node {

struct SiteForm {
  std::string commune_code;  ///< of models/communes
  std::string commune;       ///< its name, filled in from the code
  std::string mast;          ///< kind and owner of the mast, free text
  double antenna_height_m = 0.0, azimuth_deg = 0.0, cable_m = 0.0, cable_loss_db = 0.0;
  std::string antenna, technician, remarks;
};

struct Commune {
  std::string code, name, province_code;
};
/// The border communes, in the order of the table.
const std::vector<Commune>& communes();

/// A flat JSON object. Errors: kInvalidArgument with the field's key alone ("azimuth_deg"), which the page
/// translates.
Result<SiteForm> parse_site_form(std::string_view json);
std::string to_json_text(const SiteForm& form);

}  // namespace sb::node
