#pragma once
// Authorities and signing requests made by the openssl program, which shares no code of ours.
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "gateway/enrol/authority.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {

inline std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The openssl program looks at the clock on the wall, and an authority made now is not valid two days ago.
inline const UtcNs kNow =
    std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count() *
    1'000'000'000;

/// Exit status of a shell line, its output in the folder's "out".
inline int shell(const ScratchFolder& folder, const std::string& line) {
  return std::system(("cd '" + (folder / "").string() + "' && { " + line + "; } > out 2>&1").c_str());
}

/// ca.crt and ca.key of gateway/deploy/authority.sh, as a province would have them.
inline void make_authority(const ScratchFolder& folder) {
  if (shell(folder, SB_SOURCE_DIR "/gateway/deploy/authority.sh . init") != 0)
    throw std::runtime_error(read_text(folder / "out"));
}

inline Authority authority_in(const ScratchFolder& folder) {
  make_authority(folder);
  return std::move(*Authority::load(folder / "ca.crt", folder / "ca.key"));
}

/// A PKCS #10 request; `algorithm` as openssl genpkey takes it. The key stays in NAME.key.
inline std::string request_in(const ScratchFolder& folder, const std::string& name,
                              const std::string& algorithm = "ED25519") {
  const auto line = "openssl genpkey -algorithm " + algorithm + " -out " + name +
                    ".key && openssl req -new -key " + name + ".key -subj '/CN=whatever it says' -out " +
                    name + ".csr && openssl pkey -in " + name + ".key -pubout -out " + name + ".pub";
  if (shell(folder, line) != 0) throw std::runtime_error(read_text(folder / "out"));
  return read_text(folder / (name + ".csr"));
}

inline void write_text(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

}  // namespace sb::gateway::testing
