// Webhooks, hubs and mail against servers that write down what they hear.
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/sharing/courier.hpp"
#include "gateway/ticket/dispatch.hpp"
#include "tests/unit/gateway/sharing/line_server.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

/// Answers one whole request with a status.
LineServer::Answer http(int status) {
  return [status](std::string& pending) -> std::string {
    const auto head = pending.find("\r\n\r\n");
    if (head == std::string::npos) return {};
    const auto length = pending.find("Content-Length: ");
    const auto body = length < head ? std::stoul(pending.substr(length + 16)) : 0;
    if (pending.size() < head + 4 + body) return {};
    pending.erase(0, head + 4 + body);
    return "HTTP/1.1 " + std::to_string(status) +
           " x\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:1/\r\n\r\n";
  };
}

/// A mail server that takes everything.
std::string smtp(std::string& pending) {
  static bool in_data = false;
  if (in_data) {
    const auto end = pending.find("\r\n.\r\n");
    if (end == std::string::npos) return {};
    pending.erase(0, end + 5);
    in_data = false;
    return "250 kept\r\n";
  }
  const auto end = pending.find("\r\n");
  if (end == std::string::npos) return {};
  const auto line = pending.substr(0, end);
  pending.erase(0, end + 2);
  if (line.starts_with("DATA")) {
    in_data = true;
    return "354 go on\r\n";
  }
  return line.starts_with("QUIT") ? "221 bye\r\n" : "250 ok\r\n";
}

std::string value_of(const std::string& request, const std::string& header) {
  const auto at = request.find(header + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + header.size() + 2;
  return request.substr(begin, request.find("\r\n", begin) - begin);
}

struct Couriers : ::testing::Test {
  TicketSettings tickets(std::uint16_t port) {
    TicketSettings settings;
    std::ofstream(folder / "secret") << "0123456789abcdef\n";
    settings.carriers = {{"viettel",
                          "Viettel",
                          {"noc@viettel.example", "b@viettel.example"},
                          "http://127.0.0.1:" + std::to_string(port) + "/hook",
                          folder / "secret",
                          {}}};
    return settings;
  }
  Delivery delivery{
      1, "ticket/3/create", "webhook", "viettel", "application/json", R"({"a":1})", kNoon, kNoon, 0,
      0, "waiting",         ""};
  WebSettings plain{"", 5, true};
  ScratchFolder folder;
};

// Computed with: printf '1795348800.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef
TEST(WebhookSignature, IsTheHmacThatOpensslComputes) {
  EXPECT_EQ(webhook_signature("0123456789abcdef", "1795348800", R"({"a":1})"),
            "63399d781c189d35da3b3bef4385fc2ae286aee6d7211cdcd778c5dee1f5de17");
}

TEST_F(Couriers, AWebhookCarriesTimeSignatureAndKey) {
  LineServer server("", http(204));
  const auto courier = webhook_courier(plain, tickets(server.port()));
  const auto sent = courier->deliver(delivery, kNoon);
  ASSERT_TRUE(sent) << sent.error().text;
  const auto heard = server.heard();
  EXPECT_EQ(value_of(heard, "X-Songbien-Timestamp"), "1795348800");
  EXPECT_EQ(value_of(heard, "X-Songbien-Signature"),
            webhook_signature("0123456789abcdef", "1795348800", delivery.payload));
  EXPECT_EQ(value_of(heard, "Idempotency-Key"), "ticket/3/create");
  EXPECT_TRUE(heard.ends_with(delivery.payload));
}

TEST_F(Couriers, LaterAndNeverAreToldApartAndNoRedirectIsFollowed) {
  for (const auto& [status, code] : {std::pair{500, ErrorCode::kUnavailable},
                                     {429, ErrorCode::kUnavailable},
                                     {408, ErrorCode::kUnavailable},
                                     {400, ErrorCode::kRefused},
                                     {410, ErrorCode::kRefused},
                                     {302, ErrorCode::kRefused}}) {
    LineServer server("", http(status));
    const auto result = webhook_courier(plain, tickets(server.port()))->deliver(delivery, kNoon);
    ASSERT_FALSE(result) << status;
    EXPECT_EQ(result.error().code, code) << status;
  }
  auto gone = delivery;
  gone.target = "http://127.0.0.1:1/";
  EXPECT_EQ(hub_courier(plain)->deliver(gone, kNoon).error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(hub_courier({"", 5, false})->deliver(gone, kNoon)) << "plain http only where a test says so";
}

TEST_F(Couriers, AShortKeyIsNotUsed) {
  LineServer server("", http(204));
  auto settings = tickets(server.port());
  std::ofstream(folder / "secret") << "short\n";
  EXPECT_FALSE(webhook_courier(plain, settings)->deliver(delivery, kNoon));
  EXPECT_EQ(server.heard(), "");
}

TEST_F(Couriers, ATicketGoesByMailInVietnameseWithItsDocuments) {
  LineServer server("220 sink\r\n", smtp);
  auto settings = tickets(1);
  TicketCase row;
  row.ticket = {3, 1, "viettel", "sent", kNoon, "Sóng nước ngoài chồng lấn: 460-01", "Foreign signal", "{}"};
  delivery.payload = paper_to_json(ticket_letter(settings, row, incident_row("x"), {}, kNoon));
  MailSettings mail;
  mail.url = "smtp://127.0.0.1:" + std::to_string(server.port());
  mail.from = "songbien@dst.example";
  mail.plain_loopback = true;
  const auto sent = mail_courier(mail, settings)->deliver(delivery, kNoon);
  ASSERT_TRUE(sent) << sent.error().text;
  const auto heard = server.heard();
  EXPECT_NE(heard.find("RCPT TO:<noc@viettel.example>"), std::string::npos);
  EXPECT_NE(heard.find("RCPT TO:<b@viettel.example>"), std::string::npos);
  EXPECT_NE(heard.find("Subject: =?UTF-8?B?"), std::string::npos);
  EXPECT_NE(heard.find("filename=\"SB-3.pdf\""), std::string::npos);
  EXPECT_NE(heard.find("filename=\"SB-3.xlsx\""), std::string::npos);
  EXPECT_NE(heard.find("filename=\"SB-3.csv\""), std::string::npos);
  EXPECT_NE(heard.find("JVBERi0xLj"), std::string::npos) << "%PDF-1. in base64";
  EXPECT_NE(heard.find("Message-ID: <ticket.3.create."), std::string::npos);
}

TEST_F(Couriers, MailWithoutTlsIsNotSent) {
  LineServer server("220 sink\r\n", smtp);
  MailSettings mail;
  mail.url = "smtp://127.0.0.1:" + std::to_string(server.port());
  mail.from = "a@b.example";
  TicketCase row;
  row.ticket = {3, 1, "viettel", "sent", kNoon, "x: y", "x", "{}"};
  delivery.payload = paper_to_json(ticket_letter(tickets(1), row, incident_row("x"), {}, kNoon));
  EXPECT_FALSE(mail_courier(mail, tickets(1))->deliver(delivery, kNoon));
  EXPECT_EQ(server.heard().find("MAIL FROM"), std::string::npos);
}

}  // namespace
}  // namespace sb::gateway::testing
