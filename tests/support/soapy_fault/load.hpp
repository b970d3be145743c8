#pragma once
// Lets SoapySDR find driver=sbfault. Before the first use of SoapySDR in the process.
#include <cstdlib>

namespace sb::test {

inline void load_soapy_fault() {
  ::setenv("SOAPY_SDR_PLUGIN_PATH", SB_BINARY_DIR "/tests/support/soapy_fault", 1);
}

}  // namespace sb::test
