#include <array>
#include <fstream>
#include <iterator>
#include <memory>

#include <curl/curl.h>
#include <fmt/format.h>
#include <sodium.h>

#include "gateway/report/paper.hpp"
#include "gateway/sharing/courier.hpp"

namespace sb::gateway {
namespace {

struct Free {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};
using List = std::unique_ptr<curl_slist, Free>;

void add(List& list, const std::string& line) {
  list.reset(curl_slist_append(list.release(), line.c_str()));
}

/// A header's text as one encoded word per 45 octets (RFC 2047), cut between characters.
std::string encoded_words(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(at + 45, text.size());
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    std::string base64(sodium_base64_encoded_len(end - at, sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(base64.data(), base64.size(), reinterpret_cast<const unsigned char*>(text.data()) + at,
                      end - at, sodium_base64_VARIANT_ORIGINAL);
    base64.pop_back();
    out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base64 + "?=";
    at = end;
  }
  return out;
}

std::string plain_text(const Paper& letter) {
  auto text = letter.addressee.vi + "\r\n\r\n";
  if (!letter.watermark.vi.empty()) text += "*** " + letter.watermark.vi + " ***\r\n\r\n";
  for (const auto& section : letter.sections) {
    text += section.heading.vi + ":\r\n";
    for (const auto& words : section.paragraphs) text += words.vi + "\r\n";
    text += "\r\n";
  }
  return text + letter.sender.vi + "\r\n";
}

struct Attachment {
  std::string name, type, content;
};

Result<std::vector<Attachment>> attachments_of(const Paper& letter) {
  const auto pdf = to_pdf(letter, Language::kVietnamese);
  if (!pdf) return tl::unexpected(pdf.error());
  const auto book = to_xlsx(letter, Language::kVietnamese);
  if (!book) return tl::unexpected(book.error());
  return std::vector<Attachment>{
      {letter.number + ".pdf", "application/pdf", *pdf},
      {letter.number + ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", *book},
      {letter.number + ".csv", "text/csv; charset=utf-8", to_csv(letter, Language::kVietnamese)}};
}

void add_part(curl_mime* mime, const std::string& content, const char* type, const char* name) {
  curl_mimepart* part = curl_mime_addpart(mime);
  curl_mime_data(part, content.data(), content.size());
  curl_mime_type(part, type);
  curl_mime_encoder(part, "base64");
  if (name != nullptr) curl_mime_filename(part, name);
}

class MailCourier final : public Courier {
 public:
  MailCourier(MailSettings settings, TicketSettings tickets)
      : settings_(std::move(settings)), tickets_(std::move(tickets)) {}

  Result<void> deliver(const Delivery& delivery, UtcNs) override {
    const auto letter = paper_from_json(delivery.payload);
    if (!letter) return tl::unexpected(letter.error());
    const auto* profile = tickets_.carrier(delivery.target);
    if (profile == nullptr || profile->mail_to.empty())
      return fail(ErrorCode::kUnavailable,
                  fmt::format("no mail address is configured for {}", delivery.target));
    const auto attachments = attachments_of(*letter);
    if (!attachments) return tl::unexpected(attachments.error());
    return send(*letter, profile->mail_to, *attachments, delivery.key);
  }

 private:
  Result<void> send(const Paper& letter, const std::vector<std::string>& to,
                    const std::vector<Attachment>& attachments, const std::string& key);
  void sign_in(CURL* handle);

  MailSettings settings_;
  TicketSettings tickets_;
};

void MailCourier::sign_in(CURL* handle) {
  curl_easy_setopt(handle, CURLOPT_URL, settings_.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_USE_SSL, settings_.plain_loopback ? CURLUSESSL_NONE : CURLUSESSL_ALL);
  if (!settings_.ca.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, settings_.ca.c_str());
  if (!settings_.user.empty()) {
    std::ifstream in(settings_.password_file, std::ios::binary);
    std::string password;
    std::getline(in, password);
    curl_easy_setopt(handle, CURLOPT_USERNAME, settings_.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, password.c_str());
  }
}

Result<void> MailCourier::send(const Paper& letter, const std::vector<std::string>& to,
                               const std::vector<Attachment>& attachments, const std::string& key) {
  const std::unique_ptr<CURL, Free> handle(curl_easy_init());
  if (!handle) return fail(ErrorCode::kUnavailable, "no memory for a mail");
  sign_in(handle.get());
  List recipients, headers;
  std::string to_line;
  for (const auto& address : to) {
    add(recipients, "<" + address + ">");
    to_line += (to_line.empty() ? "" : ", ") + address;
  }
  const auto mark = letter.watermark.vi.empty() ? std::string() : "[" + letter.watermark.vi + "] ";
  add(headers, "From: " + settings_.from);
  add(headers, "To: " + to_line);
  add(headers, "Subject: " + encoded_words(mark + letter.title.vi + " " + letter.number));
  std::string id = key;  // the same delivery tried again is the same mail
  for (char& c : id) c = c == '/' ? '.' : c;
  add(headers, fmt::format("Message-ID: <{}.{}@songbien>", id, letter.made));
  const std::unique_ptr<curl_mime, Free> mime(curl_mime_init(handle.get()));
  add_part(mime.get(), plain_text(letter), "text/plain; charset=utf-8", nullptr);
  for (const auto& item : attachments)
    add_part(mime.get(), item.content, item.type.c_str(), item.name.c_str());
  const auto sender = "<" + settings_.from + ">";
  std::array<char, CURL_ERROR_SIZE> text{};
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, text.data());
  curl_easy_setopt(handle.get(), CURLOPT_MAIL_FROM, sender.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle.get(), CURLOPT_MIMEPOST, mime.get());
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, settings_.timeout_s);
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  if (const auto code = curl_easy_perform(handle.get()); code != CURLE_OK) {
    return fail(
        ErrorCode::kUnavailable,
        fmt::format("{}: {}", settings_.url, text[0] != '\0' ? text.data() : curl_easy_strerror(code)));
  }
  return {};
}

}  // namespace

std::unique_ptr<Courier> mail_courier(MailSettings settings, TicketSettings tickets) {
  return std::make_unique<MailCourier>(std::move(settings), std::move(tickets));
}

}  // namespace sb::gateway
