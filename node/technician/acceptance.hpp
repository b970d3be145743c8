#pragma once
// The acceptance sheet (biên bản nghiệm thu): what was measured at the site, signed by the node's key, kept
// on the node and delivered to the gateway when there is one. A sheet is never changed; a new run makes a new
// one.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/core/result.hpp"
#include "node/technician/site_form.hpp"
#include "node/technician/wizard.hpp"
#include "wire/signing.hpp"

namespace sb::node {

struct SheetFacts {
  std::string node_id, province, software_version;
  std::int64_t made_utc_ns = 0;
  double latitude_deg = 0.0, longitude_deg = 0.0;
  SiteForm site;
  std::vector<StepResult> steps;
  std::string photo;  ///< JPEG, perhaps empty
};

struct SignedSheet {
  std::string sheet;      ///< JSON text, the octets that are signed
  std::string signature;  ///< octets; over "songbien/v1/acceptance" 00 sheet
  std::string photo;
};

SignedSheet make_sheet(const SheetFacts& facts, const wire::SigningKey& key);

/// Files NNNN.json in a folder; survives power cuts; delivered ones stay, renamed to NNNN.delivered.json.
class SheetBox {
 public:
  static Result<SheetBox> open(const std::filesystem::path& folder);

  Result<void> put(const SignedSheet& sheet);
  std::size_t waiting() const;
  struct Entry {
    SignedSheet sheet;
    bool delivered = false;
  };
  std::optional<Entry> newest() const;
  /// Gives what waits to `send`, oldest first, until one fails. Returns how many were delivered.
  std::size_t deliver(const std::function<bool(const std::string& body)>& send);

 private:
  explicit SheetBox(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::vector<std::filesystem::path> files() const;  ///< oldest first
  std::filesystem::path folder_;
};

}  // namespace sb::node
