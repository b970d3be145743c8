#pragma once
// A synthetic scene that plays in real time, as a receiver would hear it. For demonstrations and tests;
// nothing can reach an antenna.
#include <cstdint>
#include <memory>
#include <string_view>

#include "dsp/synth/scene.hpp"
#include "node/source/clock.hpp"
#include "node/source/iq_source.hpp"

namespace sb::node {

/// Any centre and rate can be tuned; the scene's own time runs on over a retuning. A scene that takes longer
/// to compute than it lasts plays slower: nothing is dropped, and blocks carry the time at which they were
/// delivered.
class SyntheticSource final : public IqSource {
 public:
  /// `name` completes "synthetic:" in describe(). The clock outlives the source.
  SyntheticSource(std::string name, dsp::synth::SceneConfig scene, const Clock& clock);

  Result<void> open() override;
  Result<SourceFormat> tune(const TuneRequest& request) override;
  /// At most 20 ms. Samples beyond full scale are clipped, as a converter does.
  Result<ReadStatus> read(IqLease& lease) override;
  void close() override;
  bool is_fixed() const override { return false; }
  SourceFormat format() const override { return format_; }
  std::string describe() const override { return "synthetic:" + name_; }

 private:
  std::int64_t pace(std::int64_t duration_ns);

  std::string name_;
  dsp::synth::SceneConfig config_;
  const Clock& clock_;
  std::unique_ptr<dsp::synth::Scene> scene_;
  SourceFormat format_;
  double elapsed_s_ = 0.0;  // of the scene, up to the present tuning
  std::uint64_t position_ = 0;
  std::int64_t due_ns_ = 0;
};

/// "border/NODE?seed=N": NODE 0..2, the seed may be left out (1). kInvalidArgument for anything else.
Result<std::unique_ptr<IqSource>> make_synthetic_source(std::string_view scene, const Clock& clock);

}  // namespace sb::node
