#pragma once
// What may leave the gateway: [tickets] [mail] [[carrier]] [[share]]. Nothing does unless it is written
// there.
#include <optional>
#include <string>
#include <vector>

#include "gateway/sharing/allow_list.hpp"
#include "gateway/sharing/courier.hpp"
#include "gateway/sharing/event_sharer.hpp"
#include "gateway/ticket/settings.hpp"

namespace sb::gateway {

struct ShareConfig {
  Receiver receiver;
  SyslogSettings syslog;  ///< of channel "syslog"
};

struct OutwardConfig {
  TicketSettings tickets;
  std::optional<MailSettings> mail;
  WebSettings web;
  std::vector<ShareConfig> shares;
};

}  // namespace sb::gateway
