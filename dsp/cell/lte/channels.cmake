# channel estimate, coding, PBCH, PCFICH, PDCCH, PDSCH, SIB1
target_sources(sb_cell PRIVATE
  channel_estimate.cpp
  coding/convolutional.cpp
  coding/crc.cpp
  coding/qpp.cpp
  coding/rate_match.cpp
  coding/turbo.cpp
  control_region.cpp
  dci.cpp
  mib.cpp
  pbch.cpp
  pcfich.cpp
  pdcch.cpp
  pdsch.cpp
  resource_allocation.cpp
  sib1.cpp
  sib1_parse.cpp
  transmit_diversity.cpp
  wiener.cpp)
