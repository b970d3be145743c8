# channel estimate, coding, PBCH, PCFICH, PDCCH, PDSCH, SIB1
target_sources(sb_dsp PRIVATE
  channel_estimate.cpp
  coding/convolutional.cpp
  coding/crc.cpp
  coding/rate_match.cpp
  mib.cpp
  pbch.cpp
  transmit_diversity.cpp
  wiener.cpp)
