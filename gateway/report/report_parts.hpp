#pragma once
// What reports share: their head, and the words for our keys.
#include "gateway/report/reports.hpp"

namespace sb::gateway {

/// Head, number, sender, addressee, and the watermark of a trial or an exercise.
Paper begun(Store& store, const ReportRequest& request, bool exercise, UtcNs now);
Words kind_words(const std::string& kind);
Words severity_words(const std::string& severity);
Words state_words(const std::string& state);
/// Channel bandwidth by what was decoded; 0 when that does not say.
double occupied_bandwidth_hz(const HeardCell& cell);
/// Real incidents that overlap the period and no restricted band, oldest first.
std::vector<Incident> incidents_of_period(Store& store, UtcNs from, UtcNs until);

}  // namespace sb::gateway
