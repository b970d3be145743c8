#pragma once
// Who may do what, as one table. A route names an Access; a role either has it or not.
#include <string_view>

#include "gateway/store/accounts.hpp"

namespace sb::gateway::api {

enum class Access {
  kPublic,      ///< anybody who reaches the port
  kLocal,       ///< anybody on this machine (scrapers); others need kRead
  kSignedIn,    ///< any session, also one that must change its password first
  kMap,         ///< the map's ground: every role
  kRead,        ///< incidents, observations, nodes, cells, events
  kReadCases,   ///< tickets and the carriers' registries: business data of third parties
  kAct,         ///< changes the state of incidents and tickets
  kTickets,     ///< tickets: the DST's readers of cases all, a carrier its own
  kAnswer,      ///< answers a ticket: the carrier, or the DST on its behalf
  kCarrier,     ///< TMF621 changes and hubs: the carrier alone
  kApprove,     ///< lets something leave the DST
  kAudit,       ///< reads the audit, evidence and the state of deployment
  kAdminister,  ///< accounts and the state of deployment
  kOrder,       ///< tells a node to listen, to send spectrum, to calibrate
  kDeclare,     ///< a carrier's registry: the carrier its own, the administrator any
  kManage,      ///< enrols, accepts and revokes nodes
  kProven,      ///< a machine without a session: a one-time code or a node's signature in the body proves it
};

/// Whether `role` has `access`. An unknown role has nothing beyond kSignedIn.
bool allows(std::string_view role, Access access);

}  // namespace sb::gateway::api
