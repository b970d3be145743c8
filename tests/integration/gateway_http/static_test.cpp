#include <gtest/gtest.h>

#include "tests/support/test_server.hpp"

namespace sb::gateway::testing {
namespace {

TEST(Static, PageAndItsPlacesAreServedWithStrictHeaders) {
  TestServer server;
  auto client = server.client();
  for (const auto* path : {"/", "/index.html", "/incidents/12", "/ban-do"}) {
    const auto answer = client.get(path);
    EXPECT_EQ(answer.status, 200U) << path;
    EXPECT_NE(answer.body.find("Sóng Biên"), std::string::npos) << path;
    EXPECT_EQ(answer.headers.at("content-type"), "text/html; charset=utf-8");
    EXPECT_NE(answer.headers.at("content-security-policy").find("default-src 'self'"), std::string::npos);
    EXPECT_NE(answer.headers.at("content-security-policy").find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.headers.count("access-control-allow-origin"), 0U);
  }
  EXPECT_EQ(client.get("/nothing.js").status, 404U);
  EXPECT_EQ(client.get("/api/v1/nothing").status, 404U);
  EXPECT_EQ(client.get("/api/v1/nothing").json()["error"]["code"], "not_found");
}

TEST(Static, HashedFilesAreKeptForEverOthersAskAgain) {
  TestServer server;
  auto client = server.client();
  const auto hashed = client.get("/assets/app-3fK9aQ2x.js");
  EXPECT_EQ(hashed.body, "console.log('plain')");
  EXPECT_NE(hashed.headers.at("cache-control").find("immutable"), std::string::npos);
  const auto page = client.get("/");
  EXPECT_EQ(page.headers.at("cache-control"), "no-cache");
  const auto same = client.get("/", {{"If-None-Match", page.headers.at("etag")}});
  EXPECT_EQ(same.status, 304U);
  EXPECT_TRUE(same.body.empty());
  EXPECT_EQ(client.get("/", {{"If-None-Match", "\"other\""}}).status, 200U);
}

TEST(Static, PrecompressedFormsGoToThoseWhoTakeThem) {
  TestServer server;
  auto client = server.client();
  const auto brotli = client.get("/assets/app-3fK9aQ2x.js", {{"Accept-Encoding", "gzip, deflate, br"}});
  EXPECT_EQ(brotli.body, "brotli bytes");
  EXPECT_EQ(brotli.headers.at("content-encoding"), "br");
  EXPECT_EQ(brotli.headers.at("vary"), "Accept-Encoding");
  EXPECT_EQ(brotli.headers.at("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(client.get("/assets/app-3fK9aQ2x.js", {{"Accept-Encoding", "gzip"}}).body, "gzip bytes");
  EXPECT_EQ(client.get("/assets/app-3fK9aQ2x.js", {{"Accept-Encoding", "br;q=0, identity"}}).body,
            "console.log('plain')");
}

TEST(Static, HeadHasTheLengthAndNoBody) {
  TestServer server;
  auto client = server.client();
  const auto head = client.request("HEAD", "/");
  EXPECT_EQ(head.status, 200U);
  EXPECT_TRUE(head.body.empty());
  EXPECT_EQ(head.headers.at("content-length"), std::to_string(client.get("/").body.size()));
  EXPECT_EQ(client.request("HEAD", "/healthz").status, 200U);
}

TEST(Static, NothingOutsideTheFolderIsReached) {
  TestServer server;
  for (const auto* target : {"/../outside.txt", "/%2e%2e/outside.txt", "/assets/../../outside.txt",
                             "/assets/..%2f..%2foutside.txt", "/..%5coutside.txt", "/.secret", "/link.txt",
                             "//outside.txt", "/%00index.html", "/....//outside.txt", "/etc/passwd",
                             "/%2fetc%2fpasswd", "/index.html/../../outside.txt"}) {
    auto client = server.client();
    const auto answer = client.get(target);
    EXPECT_EQ(answer.body.find("outside"), std::string::npos) << target;
    EXPECT_EQ(answer.body.find("hidden"), std::string::npos) << target;
    EXPECT_EQ(answer.body.find("root:"), std::string::npos) << target;
  }
}

}  // namespace
}  // namespace sb::gateway::testing
