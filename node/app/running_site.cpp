#include "node/app/running_site.hpp"

#include <systemd/sd-daemon.h>

namespace sb::node {
namespace {

namespace pb = wire::pb;

SiteOptions options_of(const RunningParts& parts) {
  const NodeConfig& config = parts.config;
  SiteOptions options;
  options.node_id = config.node.id;
  options.name = config.node.name;
  options.province = config.node.province;
  options.software_version = parts.node.software_version;
  options.latitude_deg = config.node.latitude_deg;
  options.longitude_deg = config.node.longitude_deg;
  options.state_dir = config.node.state_dir;
  std::error_code ignored;
  options.program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  options.configuration = parts.config_file;
  options.technician_address = config.technician.address;
  options.technician_port = config.technician.port;
  return options;
}

}  // namespace

Result<std::unique_ptr<Site>> open_site(RunningParts parts, spdlog::logger& log) {
  auto options = options_of(parts);
  SiteParts site{parts.clock,
                 parts.key,
                 parts.uplink,
                 std::move(parts.status),
                 [file = parts.config_file](std::string_view text) -> Result<void> {
                   const auto config = parse_config(text, std::filesystem::absolute(file));
                   return config ? Result<void>() : Result<void>(tl::unexpected(config.error()));
                 },
                 [restart = std::move(parts.restart), &log](const std::string& why) {
                   log.info("restarting: {}", why);
                   restart();
                 },
                 [&chain = parts.chain, &node = parts.node, &clock = parts.clock](pb::NodeEventKind kind,
                                                                                  const std::string& text) {
                   chain.store(to_wire(kind, text, 0, node, {clock.utc_ns(), clock.quality()}));
                 }};
  return Site::open(std::move(options), std::move(site), log);
}

void tell_service(const char* state) {
  static_cast<void>(::sd_notify(0, state));
}

}  // namespace sb::node
