#pragma once
// A gateway as a node sees it: hears reports and statuses on a real broker, checks signatures, sends signed
// commands.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/broker.hpp"
#include "wire/codec.hpp"

namespace sb::tests {

class FakeGateway {
 public:
  using Key = std::pair<std::uint64_t, std::uint64_t>;  ///< boot, seq

  /// Connects at once; throws when it cannot.
  FakeGateway(Broker& broker, const wire::SigningKey& key, const std::string& node_public_pem);
  ~FakeGateway();

  /// Everything heard so far; bodies that did not verify or decode are counted in rejected().
  std::map<Key, std::string> reports() const;      ///< body by key
  std::vector<Key> arrivals() const;               ///< in the order of arrival, second deliveries too
  std::optional<wire::pb::Status> status() const;  ///< the last one
  std::size_t replies() const;
  std::size_t rejected() const;

  void acknowledge(const std::string& node_id, std::uint64_t boot_id, std::uint64_t through_seq);
  void send(const std::string& node_id, const std::string& envelope);
  std::string sealed(const wire::pb::Command& command) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::tests
