#include <algorithm>
#include <array>
#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "node/scan/print.hpp"
#include "node/scan/words.hpp"

namespace sb::node {
namespace {

using Row = std::vector<std::string>;

struct Texts {
  Row cells, emissions, jamming;  ///< headings
  const char* none;
  const char* barred;
  const char* summary;
};

constexpr const char* kNothing = "-";

const Texts& texts(Language language) {
  static const Texts vietnamese{{"Loại", "Tần số (MHz)", "Kênh", "Mã vật lý", "Giải mã đến", "Mạng",
                                 "TAC/LAC", "Mã ô", "Băng thông (PRB)", "RSRP", "SNR (dB)", "Lệch tần (Hz)"},
                                {"Phát xạ (MHz)", "Băng thông (kHz)", "Công suất", "SNR (dB)", "Từ (s)",
                                 "Đến (s)", "Tỷ lệ phát", "Cụm", "Giống", "Độ tin cậy"},
                                {"Gây nhiễu", "Tâm (MHz)", "Băng thông (kHz)", "J/N (dB)", "Từ (s)",
                                 "Đến (s)", "Kênh bị hại", "Độ tin cậy"},
                                "Không thấy gì.",
                                " (cấm truy cập)",
                                "Đã xét {:.3f} s ({} mẫu, {:.3f} MS/s, tâm {:.3f} MHz); cắt đỉnh {:.3f} %; "
                                "mất {} mẫu; {:.2f} s CPU.\n"};
  static const Texts english{{"RAT", "Frequency (MHz)", "Channel", "Identity", "Decoded", "Network",
                              "TAC/LAC", "Cell id", "Bandwidth (PRB)", "RSRP", "SNR (dB)", "CFO (Hz)"},
                             {"Emission (MHz)", "Bandwidth (kHz)", "Power", "SNR (dB)", "From (s)", "To (s)",
                              "Duty", "Bursts", "Looks like", "Confidence"},
                             {"Jamming", "Centre (MHz)", "Bandwidth (kHz)", "J/N (dB)", "From (s)", "To (s)",
                              "Victims", "Confidence"},
                             "Nothing heard.",
                             " (barred)",
                             "Looked at {:.3f} s ({} samples, {:.3f} MS/s, centre {:.3f} MHz); clipped "
                             "{:.3f} %; {} samples lost; {:.2f} s CPU.\n"};
  return language == Language::kEnglish ? english : vietnamese;
}

std::string measured(double value, int decimals) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, decimals) : kNothing;
}

template <typename T>
std::string known(const std::optional<T>& value) {
  return value ? fmt::format("{}", *value) : kNothing;
}

/// "460-01 Trung Quốc (China Unicom)"
std::string network(const models::Plmn& plmn, Language language) {
  std::string text = models::to_string(plmn);
  if (const models::Network* found = models::find_network(plmn)) {
    const auto country = language == Language::kEnglish ? found->country_iso : found->country_vi;
    text += fmt::format(" {} ({})", country, found->brand.empty() ? found->operator_name : found->brand);
  }
  return text;
}

std::string networks(const dsp::CellEvidence& cell, Language language) {
  std::string text;
  for (const models::Plmn& plmn : cell.plmns) text += (text.empty() ? "" : ", ") + network(plmn, language);
  if (text.empty()) return kNothing;
  return cell.barred.value_or(false) ? text + texts(language).barred : text;
}

std::string level(float dbfs, float full_scale_dbm) {
  if (!std::isfinite(dbfs)) return kNothing;
  if (std::isfinite(full_scale_dbm)) return fmt::format("{:.1f} dBm", dbfs + full_scale_dbm);
  return fmt::format("{:.1f} dBFS", dbfs);
}

Row row_of(const dsp::CellEvidence& cell, float full_scale_dbm, Language language) {
  const RatWords& words = words_of(cell.rat);
  std::string rat(words.word);
  std::transform(rat.begin(), rat.end(), rat.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return {rat,
          measured(cell.frequency_hz * 1e-6, 3),
          known(cell.channel),
          fmt::format("{} {}", words.identity, cell.physical_id),
          std::string(words.decoded[static_cast<std::size_t>(cell.level)]),
          networks(cell, language),
          known(cell.tac),
          known(cell.cell_id),
          known(cell.bandwidth_prb),
          level(cell.rsrp_dbfs, full_scale_dbm),
          measured(cell.snr_db, 1),
          measured(cell.cfo_hz, 0)};
}

Row row_of(const dsp::EmissionEvidence& emission, float full_scale_dbm) {
  return {measured(emission.centre_hz * 1e-6, 4),
          measured(emission.bandwidth_hz * 1e-3, 1),
          level(emission.power_dbfs, full_scale_dbm),
          measured(emission.snr_db, 1),
          measured(emission.first_s, 4),
          measured(emission.last_s, 4),
          measured(emission.duty, 3),
          std::to_string(emission.bursts),
          emission.label,
          measured(emission.confidence, 3)};
}

Row row_of(const dsp::JammingEvidence& jamming) {
  std::string victims;
  for (const dsp::Victim& victim : jamming.victims) {
    victims += fmt::format("{}{} {}", victims.empty() ? "" : ", ", words_of(victim.rat).word, victim.channel);
  }
  return {std::string(word_of(jamming.kind)),
          measured(jamming.centre_hz * 1e-6, 3),
          measured(jamming.bandwidth_hz * 1e-3, 1),
          measured(jamming.j_to_n_db, 1),
          measured(jamming.first_s, 4),
          measured(jamming.last_s, 4),
          victims.empty() ? kNothing : victims,
          measured(jamming.confidence, 3)};
}

/// Columns on a screen: code points, for our texts are composed Latin.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Rows of one length, the headings first; nothing when there are only headings.
void print_rows(const std::vector<Row>& rows, std::ostream& out) {
  if (rows.size() < 2) return;
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += row[i] + std::string(widths[i] - width(row[i]) + 2, ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }
}

}  // namespace

void print_table(const ScanResult& result, Language language, std::ostream& out) {
  const ScanSummary& s = result.summary;
  const Texts& text = texts(language);
  std::vector<Row> cells{text.cells}, emissions{text.emissions}, jamming{text.jamming};
  for (const auto& cell : result.cells) cells.push_back(row_of(cell, s.full_scale_dbm, language));
  for (const auto& emission : result.emissions) emissions.push_back(row_of(emission, s.full_scale_dbm));
  for (const auto& jammer : result.jamming) jamming.push_back(row_of(jammer));
  if (cells.size() + emissions.size() + jamming.size() == 3) out << text.none << '\n';
  print_rows(cells, out);
  print_rows(emissions, out);
  print_rows(jamming, out);
  const double looked_at = s.samples > 0 ? static_cast<double>(s.samples) : 1.0;
  out << fmt::format(fmt::runtime(texts(language).summary), s.seconds, s.samples, s.sample_rate_hz * 1e-6,
                     s.centre_hz * 1e-6, 100.0 * static_cast<double>(s.clipped) / looked_at, s.dropped,
                     s.cpu_s);
}

}  // namespace sb::node
