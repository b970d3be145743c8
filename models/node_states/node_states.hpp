#pragma once
// One vocabulary for the state of a node: the lamp on the box, the technician's page and the province's map
// say the same word.
#include <array>
#include <string_view>

namespace sb::models {

struct NodeStateWords {
  std::string_view key;
  std::string_view
      lamp;  ///< "green" "green slow" "amber" "red" "blue blink"; "" when only the gateway can know it
  std::string_view vi, en;
};

inline constexpr std::array<NodeStateWords, 9> kNodeStates{{
    {"online", "green", "Hoạt động", "Online"},  // measures, the gateway hears it
    {"buffering", "green slow", "Đang đo, chờ gửi",
     "Measuring, buffering"},                       // measures, keeps its findings for later
    {"degraded", "amber", "Suy giảm", "Degraded"},  // measures with a fault
    {"not_measuring", "red", "Không đo được", "Not measuring"},
    {"commissioning", "blue blink", "Đang nghiệm thu", "Commissioning"},  // not accepted yet
    {"offline", "", "Ngoại tuyến", "Offline"},                            // the gateway's word for silence
    {"stale", "", "Im lặng", "Silent"},
    {"never_seen", "", "Chưa từng liên lạc", "Never heard from"},
    {"revoked", "", "Đã thu hồi", "Revoked"},
}};

/// What a node knows of itself; the order is that of precedence.
struct NodeSelfView {
  bool accepted = false, measuring = false, has_fault = false, connected = false;
};

constexpr std::string_view state_of(const NodeSelfView& self) {
  if (!self.measuring) return "not_measuring";
  if (!self.accepted) return "commissioning";
  if (self.has_fault) return "degraded";
  return self.connected ? "online" : "buffering";
}

}  // namespace sb::models
