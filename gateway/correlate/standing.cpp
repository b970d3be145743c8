#include "gateway/correlate/standing.hpp"

namespace sb::gateway {

void Standing::refresh(Transaction& tx) {
  const auto version = tx.documents_version();
  if (version == version_) return;
  licences_.clear();
  for (const auto& document : tx.documents(kLicenceCollection)) {
    auto licence = licence_from_json(document.json);
    if (!licence) throw StoreError("licence " + document.key + ": " + licence.error().text);
    licences_.push_back(std::move(*licence));
  }
  restricted_ = RestrictedBands::read(tx);
  suppressions_.clear();
  for (const auto& document : tx.documents(kSuppressionCollection))
    suppressions_.push_back(suppression_from_json(document.key, document.json));
  rates_ = BaseRates::read(tx.documents(kBaseRateCollection));
  version_ = version;
}

}  // namespace sb::gateway
