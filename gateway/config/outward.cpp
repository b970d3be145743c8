#include "gateway/config/outward.hpp"

#include <algorithm>

namespace sb::gateway {
namespace {

bool is_https(const std::string& url) {
  return url.starts_with("https://") && url.find_first_of(" \t\r\n@\\") == std::string::npos;
}

void read_tickets(Section section, TicketSettings& tickets, WebSettings& web) {
  section.text("sender_vi", tickets.sender_vi, false);
  section.text("sender_en", tickets.sender_en, false);
  section.text("public_url", tickets.public_url, false);
  section.require("public_url", tickets.public_url.empty() || is_https(tickets.public_url),
                  "must begin with https://");
  section.hours("acknowledge_h", tickets.acknowledge_within);
  section.hours("critical_h", tickets.critical);
  section.hours("high_h", tickets.high);
  section.hours("medium_h", tickets.medium);
  section.hours("low_h", tickets.low);
  section.hours("info_h", tickets.info);
  section.path("ca", web.ca, false);
  section.finish();
}

void read_mail(Section section, std::optional<MailSettings>& mail) {
  if (!section.present()) return;
  mail.emplace();
  section.text("url", mail->url, true);
  const bool known =
      mail->url.empty() || mail->url.starts_with("smtps://") || mail->url.starts_with("smtp://");
  section.require("url", known, "must begin with smtps:// or smtp:// (STARTTLS)");
  section.text("from", mail->from, true);
  section.text("user", mail->user, false);
  section.path("password_file", mail->password_file, !mail->user.empty());
  section.path("ca", mail->ca, false);
  section.finish();
}

void read_carrier(Section section, TicketSettings& tickets) {
  CarrierProfile profile;
  section.text("operator", profile.operator_name, true);
  section.text("name", profile.name, false);
  section.texts("mail_to", profile.mail_to);
  section.text("webhook_url", profile.webhook_url, false);
  section.require("webhook_url", profile.webhook_url.empty() || is_https(profile.webhook_url),
                  "must begin with https://");
  section.path("webhook_secret", profile.webhook_secret, !profile.webhook_url.empty());
  section.texts("hub_hosts", profile.hub_hosts);
  section.require("operator", tickets.carrier(profile.operator_name) == nullptr, "stands twice");
  section.finish();
  tickets.carriers.push_back(std::move(profile));
}

void read_share(Section section, std::vector<ShareConfig>& shares) {
  ShareConfig share;
  auto& receiver = share.receiver;
  section.text("name", receiver.name, true);
  section.text("channel", receiver.channel, true);
  const bool is_syslog = receiver.channel == "syslog";
  section.require("channel", receiver.channel.empty() || is_syslog || receiver.channel == "mqtt",
                  "must be syslog or mqtt");
  section.texts("fields", receiver.fields);
  const auto& known = shareable_fields();
  const auto unknown = std::ranges::find_if(
      receiver.fields, [&](const auto& field) { return std::ranges::find(known, field) == known.end(); });
  section.require("fields", unknown == receiver.fields.end(),
                  fmt::format("may name {}", fmt::join(known, " ")));
  section.flag("exercises", receiver.exercises);
  section.text("host", share.syslog.host, is_syslog);
  section.port("port", share.syslog.port);
  section.path("ca", share.syslog.ca, is_syslog);
  section.path("certificate", share.syslog.certificate, false);
  section.path("key", share.syslog.key, !share.syslog.certificate.empty());
  const bool twice =
      std::ranges::any_of(shares, [&](const auto& other) { return other.receiver.name == receiver.name; });
  section.require("name", !twice, "stands twice");
  section.finish();
  shares.push_back(std::move(share));
}

/// Each table of a list [[name]].
template <typename Read>
void each(Reading& reading, const toml::table& root, const char* name, Read read) {
  if (!root.contains(name)) return;
  const auto* list = root[name].as_array();
  if (list == nullptr || !list->is_array_of_tables()) {
    reading.complain(root[name].node()->source(),
                     fmt::format("{} must be a list of tables: [[{}]]", name, name));
    return;
  }
  for (const auto& item : *list) read(Section(reading, *item.as_table(), name, 0));
}

}  // namespace

void read_outward(Reading& reading, const toml::table& root, OutwardConfig& outward) {
  read_tickets({reading, root, "tickets"}, outward.tickets, outward.web);
  read_mail({reading, root, "mail"}, outward.mail);
  each(reading, root, "carrier", [&](Section section) { read_carrier(std::move(section), outward.tickets); });
  each(reading, root, "share", [&](Section section) { read_share(std::move(section), outward.shares); });
}

}  // namespace sb::gateway
