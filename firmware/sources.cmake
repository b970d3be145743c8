# What every port is made of; read by the host's build and by the chips' (firmware/arm/CMakeLists.txt).
set(SB_FW_CORE_SOURCES
  core/battery.cpp core/climate.cpp core/event_log.cpp core/host_watch.cpp core/lamp.cpp core/messages.cpp core/pps.cpp
  core/rails.cpp core/rf_path.cpp core/supervisor.cpp core/supervisor_talk.cpp core/update.cpp)
set(SB_FW_BOOT_SOURCES
  boot/boot_state.cpp boot/ed25519_verify.cpp boot/field25519.cpp boot/image.cpp boot/sha512.cpp)
set(SB_MCU_WIRE_SOURCES ../wire/mcu/cobs.cpp ../wire/mcu/frame.cpp ../wire/mcu/link.cpp)
foreach(list SB_FW_CORE_SOURCES SB_FW_BOOT_SOURCES SB_MCU_WIRE_SOURCES)
  list(TRANSFORM ${list} PREPEND "${CMAKE_CURRENT_LIST_DIR}/")
endforeach()

# The pins of the schematic and the messages of wire/mcu, made in the build.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(SB_FW_ROOT "${CMAKE_CURRENT_LIST_DIR}/..")
set(SB_FW_GENERATED "${CMAKE_BINARY_DIR}/generated")
set(hardware "${SB_FW_ROOT}/hardware/node-v1")
add_custom_command(OUTPUT "${SB_FW_GENERATED}/firmware/board/pins.hpp"
  COMMAND Python3::Interpreter "${hardware}/generate_pins.py" "${SB_FW_GENERATED}/firmware/board/pins.hpp"
  DEPENDS "${hardware}/generate_pins.py" "${hardware}/pins.csv" "${hardware}/parts.csv" "${hardware}/lamp.csv")
set(nanopb "${SB_FW_GENERATED}/wire/mcu/link.nanopb")
add_custom_command(OUTPUT "${nanopb}.c" "${nanopb}.h"
  COMMAND ${NANOPB_GENERATOR} -q -I . -D "${SB_FW_GENERATED}" --extension=.nanopb -s mangle_names:M_STRIP_PACKAGE
          -f wire/mcu/link.options wire/mcu/link.proto
  WORKING_DIRECTORY "${SB_FW_ROOT}"
  DEPENDS "${SB_FW_ROOT}/wire/mcu/link.proto" "${SB_FW_ROOT}/wire/mcu/link.options")
add_custom_target(sb_fw_generated DEPENDS "${SB_FW_GENERATED}/firmware/board/pins.hpp" "${nanopb}.c" "${nanopb}.h")
set(SB_FW_NANOPB_SOURCE "${nanopb}.c")
