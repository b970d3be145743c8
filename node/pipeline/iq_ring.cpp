#include "node/pipeline/iq_ring.hpp"

namespace sb::node {

dsp::IqBlock IqTake::block() const {
  dsp::IqBlock block;
  block.samples = std::span(memory).first(filled);
  block.first_sample = first_sample;
  block.sample_rate_hz = format.sample_rate_hz;
  block.centre_hz = format.centre_hz;
  block.t0_utc_ns = t0_utc_ns;
  block.time_quality = format.time_quality;
  block.dropped_before = dropped_before;
  block.full_scale_dbm = format.full_scale_dbm;
  return block;
}

IqRing::IqRing(std::size_t places, std::size_t samples_each) : queue_(places), samples_each_(samples_each) {
  for (std::size_t i = 0; i < places; ++i) {
    queue_.claim()->memory.resize(samples_each);
    queue_.publish();
  }
  for (std::size_t i = 0; i < places; ++i) queue_.release();
}

}  // namespace sb::node
