#include "gateway/api/access.hpp"

namespace sb::gateway::api {
namespace {

struct RoleRow {
  std::string_view role;
  bool map, read, read_cases, act, order, manage, tickets, answer, carrier, approve, audit, administer,
      declare;
};

// A carrier sees no incident: its tickets say what it has to know, and nothing of anybody else's.
constexpr RoleRow kRoles[] = {
    // role            map   read  cases  act   order manage tickets answer carrier approve audit administer
    // declare
    {"administrator", true, true, true, true, true, true, true, true, false, true, true, true, true},
    {"supervisor", true, true, true, true, true, true, true, true, false, true, true, false, false},
    {"operator", true, true, true, true, true, false, true, true, false, false, false, false, false},
    {"auditor", true, true, true, false, false, false, true, false, false, false, true, false, false},
    {"technician", true, true, false, false, true, false, false, false, false, false, false, false, false},
    {"carrier", true, false, false, false, false, false, true, true, true, false, false, false, true},
};

bool has(const RoleRow& row, Access access) {
  switch (access) {
    case Access::kPublic:
    case Access::kProven:
    case Access::kSignedIn:
      return true;
    case Access::kMap:
      return row.map;
    case Access::kLocal:
    case Access::kRead:
      return row.read;
    case Access::kReadCases:
      return row.read_cases;
    case Access::kAct:
      return row.act;
    case Access::kTickets:
      return row.tickets;
    case Access::kAnswer:
      return row.answer;
    case Access::kCarrier:
      return row.carrier;
    case Access::kApprove:
      return row.approve;
    case Access::kAudit:
      return row.audit;
    case Access::kAdminister:
      return row.administer;
    case Access::kDeclare:
      return row.declare;
    case Access::kOrder:
      return row.order;
    case Access::kManage:
      return row.manage;
  }
  return false;
}

}  // namespace

bool allows(std::string_view role, Access access) {
  for (const auto& row : kRoles) {
    if (row.role == role) return has(row, access);
  }
  return access == Access::kPublic || access == Access::kSignedIn;
}

}  // namespace sb::gateway::api
