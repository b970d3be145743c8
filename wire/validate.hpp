#pragma once
// The ranges that the .proto comments state, as code. Errors name the field: "report.cell.physical_id: 1008
// is outside 0 .. 1007". kUnreadable: breaks a stated range. kUnsupported: a kind, level or finding that this
// version does not know (a newer peer).
#include "models/core/result.hpp"
#include "wire/proto/command.pb.h"
#include "wire/proto/report.pb.h"
#include "wire/proto/spectrum.pb.h"
#include "wire/proto/status.pb.h"

namespace sb::wire {

/// Octets of any text whose .proto comment states no other limit.
inline constexpr std::size_t kMaxTextBytes = 512;
inline constexpr std::size_t kMaxIdBytes = 64;
inline constexpr std::size_t kMaxLabelBytes = 32;
inline constexpr std::size_t kMaxReasonBytes = 128;
inline constexpr std::size_t kMaxMessageBytes = 512;  ///< of a broadcast message
inline constexpr std::size_t kMaxChunkBytes = 65536;
/// Entries of lists.
inline constexpr std::size_t kMaxFurtherMessages = 8, kMaxScheduledSibs = 32, kMaxNeighbours = 64,
                             kMaxPhysicalIds = 64, kMaxBarredRanges = 16, kMaxVictims = 64, kMaxReasons = 16,
                             kMaxBands = 64;
/// Frequencies of findings.
inline constexpr double kLowestHz = 10e3, kHighestHz = 100e9;

Result<void> validate(const ::songbien::wire::v1::Report& report);
Result<void> validate(const ::songbien::wire::v1::Status& status);
Result<void> validate(const ::songbien::wire::v1::Command& command);
Result<void> validate(const ::songbien::wire::v1::Reply& reply);
Result<void> validate(const ::songbien::wire::v1::SpectrumRow& row);

}  // namespace sb::wire
