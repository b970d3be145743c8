#pragma once
// What the technician's page can ask and do, without a network: JSON text in, JSON text out. server.hpp puts
// it behind HTTPS.
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "models/core/result.hpp"
#include "node/health/site_view.hpp"
#include "node/source/clock.hpp"
#include "node/technician/acceptance.hpp"
#include "node/technician/wizard.hpp"
#include "wire/signing.hpp"

namespace sb::node {

struct TechnicianFacts {
  std::string node_id, name, province, software_version;
  double latitude_deg = 0.0, longitude_deg = 0.0;
  std::string fingerprint;  ///< of the page's certificate, shown for comparison with the label
};

/// Thread-safe. References outlive.
class TechnicianPage {
 public:
  static constexpr std::size_t kMaxPhotoBytes =
      30000;  ///< what the gateway takes; the page shrinks pictures to it

  /// Keeps its files in `folder`. Errors: the folder cannot be made.
  static Result<std::unique_ptr<TechnicianPage>> open(const std::filesystem::path& folder,
                                                      TechnicianFacts facts, const SiteView& site,
                                                      const Clock& clock, const wire::SigningKey& key,
                                                      WizardLimits limits = {});

  std::string state() const;     ///< who, state of the vocabulary with both words, faults, sheets waiting
  std::string wizard() const;    ///< progress and the eleven steps
  std::string spectrum() const;  ///< newest row, half-dB codes
  std::string communes() const;
  std::string site() const;        ///< the form as stored, "{}" before
  std::string acceptance() const;  ///< newest sheet, its signature, whether it was delivered

  void start_wizard();
  Result<void> measure_terminated();
  Result<void> store_baseline();
  Result<void> put_site(std::string_view json);
  Result<void> put_photo(std::string_view jpeg);
  /// Signs what the wizard found; needs the form and a run that is over. Errors: kRefused with a key of the
  /// catalogue.
  Result<void> accept();

  /// Has a passing sheet reached the gateway?
  bool accepted() const;
  SheetBox& sheets() { return sheets_; }

 private:
  TechnicianPage(std::filesystem::path folder, TechnicianFacts facts, const SiteView& site,
                 const Clock& clock, const wire::SigningKey& key, WizardLimits limits, SheetBox sheets);
  Readings look() const { return read_site(site_, clock_.steady_ns()); }

  const std::filesystem::path folder_;
  const TechnicianFacts facts_;
  const SiteView& site_;
  const Clock& clock_;
  const wire::SigningKey& key_;
  mutable std::mutex mutex_;  ///< guards what follows and the files
  Wizard wizard_;
  SheetBox sheets_;
};

}  // namespace sb::node
