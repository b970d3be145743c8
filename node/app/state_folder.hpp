#pragma once
// The folder that belongs to one running node: its key, its spool, and a lock that keeps a second one out.
#include <filesystem>

#include "wire/signing.hpp"

namespace sb::node {

class StateFolder {
 public:
  /// Makes the folder (mode 0700) where it is absent. kRefused while another process holds it.
  static Result<StateFolder> take(const std::filesystem::path& folder);
  ~StateFolder();
  StateFolder(StateFolder&& other) noexcept;
  StateFolder& operator=(StateFolder&&) = delete;

 private:
  explicit StateFolder(int lock_fd) : lock_fd_(lock_fd) {}
  int lock_fd_;
};

/// The node's own key; made on first use. Needs no lock: it appears whole or not at all.
Result<wire::SigningKey> node_key(const std::filesystem::path& state_dir);

}  // namespace sb::node
