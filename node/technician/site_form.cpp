#include "node/technician/site_form.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace sb::embedded {
extern const std::string_view page_communes_csv;
}

namespace sb::node {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxFormBytes = 8192;

std::string_view next_field(std::string_view& line) {
  const auto comma = line.find(',');
  const auto field = line.substr(0, comma);
  line.remove_prefix(comma == std::string_view::npos ? line.size() : comma + 1);
  return field;
}

/// ward_code,name,name_en,province_code,...: no field of the table has a comma inside
/// (models/communes/README.md).
std::vector<Commune> read_communes() {
  std::vector<Commune> all;
  auto text = embedded::page_communes_csv;
  text.remove_prefix(std::min(text.find('\n') + 1, text.size()));
  while (!text.empty()) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto code = next_field(line), name = next_field(line);
    next_field(line);
    const auto province = next_field(line);
    if (!code.empty()) all.push_back({std::string(code), std::string(name), std::string(province)});
  }
  return all;
}

/// Fields by name; the first wrong one stays.
class Reading {
 public:
  explicit Reading(const Json& json) : json_(json) {}
  std::string text(const char* name, std::size_t most, bool required) {
    const auto found = json_.find(name);
    const bool good = found != json_.end() && found->is_string() &&
                      found->get_ref<const std::string&>().size() <= most &&
                      !(required && found->get_ref<const std::string&>().empty());
    if (good) return found->get<std::string>();
    if (required || found != json_.end()) complain(name);
    return {};
  }
  double number(const char* name, double low, double high) {
    const auto found = json_.find(name);
    const double value = found != json_.end() && found->is_number() ? found->get<double>() : NAN;
    if (!(value >= low && value <= high)) complain(name);
    return value;
  }
  void complain(const char* name) {
    if (wrong_.empty()) wrong_ = name;
  }
  const std::string& wrong() const { return wrong_; }

 private:
  const Json& json_;
  std::string wrong_;
};

}  // namespace

const std::vector<Commune>& communes() {
  static const auto all = read_communes();
  return all;
}

Result<SiteForm> parse_site_form(std::string_view text) {
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth < 2; };
  const auto json =
      text.size() > kMaxFormBytes ? Json() : Json::parse(text.begin(), text.end(), shallow, false);
  if (!json.is_object()) return fail(ErrorCode::kInvalidArgument, "form");
  Reading reading(json);
  SiteForm form;
  form.commune_code = reading.text("commune_code", 8, true);
  form.mast = reading.text("mast", 200, true);
  form.antenna_height_m = reading.number("antenna_height_m", 0.0, 200.0);
  form.azimuth_deg = reading.number("azimuth_deg", 0.0, 360.0);
  form.cable_m = reading.number("cable_m", 0.0, 200.0);
  form.cable_loss_db = reading.number("cable_loss_db", 0.0, 40.0);
  form.antenna = reading.text("antenna", 200, true);
  form.technician = reading.text("technician", 100, true);
  form.remarks = reading.text("remarks", 2000, false);
  const auto commune = std::find_if(communes().begin(), communes().end(),
                                    [&](const Commune& each) { return each.code == form.commune_code; });
  if (commune == communes().end())
    reading.complain("commune_code");
  else
    form.commune = commune->name;
  if (!reading.wrong().empty()) return fail(ErrorCode::kInvalidArgument, reading.wrong());
  return form;
}

std::string to_json_text(const SiteForm& form) {
  return Json{{"commune_code", form.commune_code},
              {"commune", form.commune},
              {"mast", form.mast},
              {"antenna_height_m", form.antenna_height_m},
              {"azimuth_deg", form.azimuth_deg},
              {"cable_m", form.cable_m},
              {"cable_loss_db", form.cable_loss_db},
              {"antenna", form.antenna},
              {"technician", form.technician},
              {"remarks", form.remarks}}
      .dump();
}

}  // namespace sb::node
