#pragma once
// From a word in a configuration or on a command line to a source of samples.
#include <memory>
#include <string>
#include <string_view>

#include "node/source/clock.hpp"
#include "node/source/iq_source.hpp"

namespace sb::node {

/// "soapy:driver=rtlsdr,serial=1", "synthetic:border/0?seed=1", "sigmf:/path/x.sigmf-meta" or a bare path to
/// such a file. Nothing is opened yet; kInvalidArgument when the words make no sense. The clock outlives the
/// source.
Result<std::unique_ptr<IqSource>> make_source(const std::string& spec, const Clock& clock);

/// The path when `spec` names a recording, empty when it names a device or a scene.
std::string_view recording_path(std::string_view spec);

}  // namespace sb::node
