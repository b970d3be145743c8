#include "gateway/enrol/set_up.hpp"

namespace sb::gateway {

Result<std::unique_ptr<Enrolment>> set_up_enrolment(const Config& config, Store& store, NodeBook& book,
                                                    const std::string& gateway_public_key_pem) {
  const auto& from = *config.enrolment;
  auto authority = Authority::load(from.authority, from.authority_key);
  if (!authority) return tl::unexpected(authority.error());
  auto fingerprint = certificate_fingerprint(from.certificate);
  if (!fingerprint) return tl::unexpected(fingerprint.error());
  EnrolmentSettings settings;
  settings.province = config.province;
  settings.url = from.url;
  settings.fingerprint = *fingerprint;
  settings.broker_host = from.broker_host;
  settings.broker_port = from.broker_port;
  settings.revocation_list = from.revocation_list;
  settings.gateway_public_key_pem = gateway_public_key_pem;
  return std::make_unique<Enrolment>(std::move(settings), std::move(*authority), store, book);
}

}  // namespace sb::gateway
