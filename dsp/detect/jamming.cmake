# jamming, boosters, uplink use, and the features by which classifiers name
target_sources(sb_detect PRIVATE
  features.cpp
  features_spectrum.cpp
  features_time.cpp
  jamming.cpp
  jamming_cells.cpp
  jamming_cell_watch.cpp
  jamming_meter.cpp
  jamming_periodic.cpp
  jamming_pulses.cpp
  jamming_rules.cpp
  repeater.cpp
  repeater_watch.cpp
  uplink_activity.cpp)
