#include <iostream>
#include <map>
#include <memory>
#include <string>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <unistd.h>

#include "node/cli/cli.hpp"
#include "node/pipeline/detectors.hpp"
#include "node/scan/run_scan.hpp"
#include "node/scan/words.hpp"

namespace sb::node {
namespace {

std::map<std::string, dsp::Rat> rat_words() {
  std::map<std::string, dsp::Rat> words;
  for (const RatWords& row : kRatWords) words.emplace(row.word, row.rat);
  return words;
}

std::map<std::string, DetectKind> detect_words() {
  std::map<std::string, DetectKind> words;
  for (const auto& [kind, word] : kDetectWords) words.emplace(word, kind);
  return words;
}

void add_words(CLI::App& command, ScanOptions& options) {
  static const std::map<std::string, ScanFormat> formats{{"json", ScanFormat::kJson},
                                                         {"table", ScanFormat::kTable}};
  static const std::map<std::string, Language> languages{{"vi", Language::kVietnamese},
                                                         {"en", Language::kEnglish}};
  command.add_option("--format", options.format, "table (for people) or json (one object a line)")
      ->transform(CLI::CheckedTransformer(formats).description("json|table"));
  command.add_option("--lang", options.language, "language of the table")
      ->transform(CLI::CheckedTransformer(languages).description("vi|en"));
  command.add_option("--rat", options.rats, "technologies to look for; all by default")
      ->delimiter(',')
      ->transform(CLI::CheckedTransformer(rat_words()).description("gsm,umts,lte,nbiot,nr"));
  command.add_option("--detect", options.detect, "what to look for; all by default")
      ->delimiter(',')
      ->transform(CLI::CheckedTransformer(detect_words()).description("cells,emissions,jamming"));
}

void add_numbers(CLI::App& command, ScanOptions& options) {
  command.add_option("--duration", options.duration_s, "seconds to look at (a device: 1 by default)")
      ->check(CLI::Range(1e-3, 1e6).description("S"));
  command.add_option("--frequency", options.frequency_hz, "centre to tune a device to")
      ->check(CLI::Range(1.0, 1e12).description("HZ"));
  command
      .add_option(
          "--sample-rate", options.sample_rate_hz,
          "of a device (19.2e6 or the nearest it can by default), or of a recording that does not say")
      ->check(CLI::Range(1e3, 1e9).description("HZ"));
  command.add_option("--gain", options.gain_db, "of a device; automatic by default")
      ->check(CLI::Range(-200.0, 200.0).description("DB"));
  command
      .add_option("--windows", options.windows,
                  "places of 170 ms looked at in a long recording; 0: all of it")
      ->capture_default_str()
      ->check(CLI::Range(0, 1'000'000).description("N"));
}

}  // namespace

void add_scan_command(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("scan",
                                         "Tìm trạm phát trong một bản ghi hoặc qua một máy thu. Finds the "
                                         "cells in a recording or through a receiver.");
  auto options = std::make_shared<ScanOptions>();
  command
      ->add_option("INPUT", options->input,
                   "FILE.sigmf-meta, FILE.sigmf-data, or a device such as soapy:driver=rtlsdr")
      ->required();
  add_words(*command, *options);
  add_numbers(*command, *options);
  command->add_option("--pcap", options->pcap,
                      "writes the MIB, SIB1 and SI messages of LTE cells there, as GSMTAP for Wireshark");
  command->add_option(
      "--memory", options->memory,
      "folder of what is known of this receiver (spur maps, levels), and where rows of spectrum are kept");
  command->footer("Exit status: 0 scanned, 2 wrong usage, 3 input unreadable or damaged.");
  command->callback([options, &status] {
    options->progress = ::isatty(STDERR_FILENO) == 1;
    status = run_scan(*options, detector_kinds(), SystemClock(), std::cout, std::cerr);
  });
}

}  // namespace sb::node
