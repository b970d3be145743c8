#pragma once
// How far the province has let the system go (R13): data of a trial says so wherever it appears, and nobody
// calls it operational without an approval on record.
#include <optional>
#include <string>

#include "gateway/store/records.hpp"

namespace sb::gateway {

struct Deployment {
  std::string state = "trial";                 ///< "trial" "approved" "operational"
  std::string approval_number, approval_date;  ///< the decision and its ISO date
  int security_level = 0;                      ///< cấp độ 1..5
  std::string actor;
  UtcNs at = 0;
};

class DeploymentRows {
 public:
  virtual ~DeploymentRows() = default;
  virtual Deployment deployment() = 0;  ///< the newest; a trial when there is none
  virtual void put_deployment(const Deployment& row) = 0;
};

}  // namespace sb::gateway
