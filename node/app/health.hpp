#pragma once
// The status of this moment, from those who know its parts.
#include <filesystem>

#include "node/app/listening.hpp"
#include "node/app/receiver_run.hpp"
#include "node/calibrate/calibration.hpp"
#include "node/health/rescue.hpp"
#include "node/report/report_chain.hpp"
#include "node/spool/spool.hpp"
#include "node/uplink/to_wire.hpp"

namespace sb::node {

/// References outlive; status() may be called on any one thread.
class Health {
 public:
  Health(const NodeIdentity& node, const Clock& clock, const ReceiverRun& receiver, const Rescue& rescue,
         const Planner& planner, const Listening& listening, const Calibration& calibration,
         const ReportChain& chain, const Spool& spool, FileSystem& files, std::filesystem::path state_dir);

  /// kOnline becomes DEGRADED when something in `faults` is said.
  wire::pb::Status status(wire::pb::NodeState state) const;

 private:
  void fill_receiver(wire::pb::Status& status) const;
  void fill_calibration(wire::pb::Status& status) const;
  void fill_spool(wire::pb::Status& status) const;
  void fill_faults(wire::pb::Status& status) const;

  const NodeIdentity& node_;
  const Clock& clock_;
  const ReceiverRun& receiver_;
  const Rescue& rescue_;
  const Planner& planner_;
  const Listening& listening_;
  const Calibration& calibration_;
  const ReportChain& chain_;
  const Spool& spool_;
  FileSystem& files_;
  std::filesystem::path state_dir_;
  std::int64_t started_ns_;
};

}  // namespace sb::node
