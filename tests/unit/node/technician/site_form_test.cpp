#include "node/technician/site_form.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/node/technician/fake_site.hpp"

namespace sb::node::testing {
namespace {

TEST(SiteFormTest, FindsTheCommuneAndSurvivesARoundTrip) {
  const auto form = parse_site_form(kForm);
  ASSERT_TRUE(form) << form.error().text;
  EXPECT_EQ(form->commune, "Phường Lào Cai");
  EXPECT_EQ(form->cable_loss_db, 2.1);
  const auto again = parse_site_form(to_json_text(*form));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->mast, form->mast);
  EXPECT_EQ(communes().size(), 248U);
}

TEST(SiteFormTest, NamesTheFieldThatIsWrong) {
  const auto wrong_when = [](const char* field, nlohmann::json value) {
    auto json = nlohmann::json::parse(kForm);
    if (value.is_null())
      json.erase(field);
    else
      json[field] = std::move(value);
    const auto form = parse_site_form(json.dump());
    return form ? std::string("accepted") : form.error().text;
  };
  EXPECT_EQ(wrong_when("commune_code", "99999"), "commune_code");
  EXPECT_EQ(wrong_when("azimuth_deg", 361), "azimuth_deg");
  EXPECT_EQ(wrong_when("azimuth_deg", "350"), "azimuth_deg");
  EXPECT_EQ(wrong_when("antenna_height_m", -1), "antenna_height_m");
  EXPECT_EQ(wrong_when("mast", ""), "mast");
  EXPECT_EQ(wrong_when("technician", nullptr), "technician");
  EXPECT_EQ(wrong_when("remarks", nullptr), "accepted");
  EXPECT_EQ(wrong_when("remarks", std::string(2001, 'x')), "remarks");
  EXPECT_EQ(parse_site_form("[]").error().text, "form");
  EXPECT_EQ(parse_site_form(std::string(9000, '[')).error().text, "form");
}

}  // namespace
}  // namespace sb::node::testing
