#include "node/report/report_chain.hpp"

#include <utility>

#include "wire/validate.hpp"

namespace sb::node {
namespace {

namespace pb = wire::pb;

std::string octets(const wire::Sha256& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace

ReportChain::ReportChain(Spool& spool, const wire::SigningKey& key, std::uint64_t boot_id,
                         RefusalEvent make_event, spdlog::logger& log)
    : spool_(spool),
      key_(key),
      boot_id_(boot_id),
      make_event_(std::move(make_event)),
      log_(log),
      prev_hash_(32, '\0') {}

ReportChain::Stored ReportChain::store(pb::Report& report) {
  const std::scoped_lock lock(mutex_);
  report.set_boot_id(boot_id_);
  report.set_seq(seq_ + 1);
  report.set_prev_hash(prev_hash_);
  if (const auto valid = wire::validate(report); !valid) {
    ++counted_.invalid;
    log_.error("report not stored, it breaks a rule of the wire: {}", valid.error().text);
    return {};
  }
  store_waiting();
  if (waiting_.empty() && append(report)) return {true, seq_};
  if (waiting_.size() >= kMaxWaiting) {
    waiting_.pop_front();
    ++counted_.lost;
  }
  waiting_.push_back(report);
  return {true, 0};
}

void ReportChain::retry() {
  const std::scoped_lock lock(mutex_);
  store_waiting();
}

void ReportChain::store_waiting() {
  if (waiting_.empty()) return;
  while (!waiting_.empty() && append(waiting_.front())) waiting_.pop_front();
  if (!waiting_.empty()) return;
  log_.info("spool: there is room again after {} refusals", refusals_);
  pb::Report event = make_event_(std::exchange(refusal_, {}), std::exchange(refusals_, 0));
  if (!append(event)) waiting_.push_back(std::move(event));
}

bool ReportChain::append(pb::Report& report) {
  report.set_boot_id(boot_id_);
  report.set_seq(seq_ + 1);
  report.set_prev_hash(prev_hash_);
  const std::string body = wire::encode(report);
  const auto stored =
      spool_.append(RecordKind::kReport, boot_id_, seq_ + 1, wire::seal(pb::BODY_KIND_REPORT, body, key_));
  if (!stored) {
    refused(stored.error().text);
    return false;
  }
  ++seq_;
  prev_hash_ = octets(wire::sha256(body));
  log_.info("spooled boot={:016x} seq={} {}", boot_id_, seq_, report.detector());
  return true;
}

void ReportChain::refused(const std::string& reason) {
  ++refusals_;
  if (refusal_ == reason) return;
  refusal_ = reason;
  log_.error("spool: disk refuses records, findings wait in memory: {}", reason);
}

std::string ReportChain::refusal() const {
  const std::scoped_lock lock(mutex_);
  return refusal_;
}

ReportCounters ReportChain::counters() const {
  const std::scoped_lock lock(mutex_);
  ReportCounters all = counted_;
  all.made = seq_;
  all.waiting = waiting_.size();
  return all;
}

}  // namespace sb::node
