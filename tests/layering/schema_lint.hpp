#pragma once
// What a message of ours may never be able to say, read from the .proto files themselves, comments included.
#include <string>
#include <vector>

#include <google/protobuf/descriptor.h>

namespace sb::layering {

/// One line for each thing that is wrong; empty when nothing is. The file must come from a pool with source
/// locations.
std::vector<std::string> lint(const google::protobuf::FileDescriptor& file);

}  // namespace sb::layering
