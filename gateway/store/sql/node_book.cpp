#include "gateway/store/sql/node_book.hpp"

#include <mutex>

#include "gateway/store/store.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

constexpr const char* kCertificateColumns =
    "SELECT serial, node_id, issued, expires, pem, revoked FROM node_certificate";
constexpr const char* kCommandColumns =
    "SELECT command_id, node_id, kind, body, asked_by, created, expires, state, sent, attempts, text FROM "
    "node_command";

NodeCertificate read_certificate(const Query& q) {
  return {q.text(0), q.text(1), q.integer(2), q.integer(3), q.text(4), q.integer(5)};
}

NodeCommand read_command(const Query& q) {
  return {q.text(0),    q.text(1),    q.text(2), q.text(3),    q.text(4),
          q.integer(5), q.integer(6), q.text(7), q.integer(8), static_cast<int>(q.integer(9)),
          q.text(10)};
}

template <typename Row>
std::vector<Row> all(Query& query, Row (*read)(const Query&)) {
  std::vector<Row> rows;
  while (query.step()) rows.push_back(read(query));
  return rows;
}

class SqlNodeBook final : public NodeBook {
  Query query(const std::string& sql) { return session_->query(sql); }

  template <typename Work>
  auto guarded(Work work) {
    const std::scoped_lock lock(mutex_);
    return work();
  }

 public:
  explicit SqlNodeBook(std::unique_ptr<SqlSession> session) : session_(std::move(session)) {}

  void put_code(const EnrolmentCode& c) override {
    guarded([&] {
      query(
          "INSERT INTO enrolment_code(code_sha256, node_id, name, latitude_deg, longitude_deg, created, "
          "created_by, expires) "
          "VALUES (?,?,?,?,?,?,?,?)")
          .bind(Blob{c.code_sha256}, c.node_id, c.name, c.latitude_deg, c.longitude_deg, c.created,
                c.created_by, c.expires)
          .run();
    });
  }

  std::optional<EnrolmentCode> use_code(std::string_view code_sha256, UtcNs now) override {
    std::optional<EnrolmentCode> code;
    guarded([&] {
      session_->transaction([&] {
        const int used =
            query("UPDATE enrolment_code SET used = ? WHERE code_sha256 = ? AND used = 0 AND expires > ?")
                .bind(now, Blob{code_sha256}, now)
                .run();
        if (used != 0) code = enrolment_code(code_sha256);
      });
    });
    return code;
  }

  void put_certificate(const NodeCertificate& c) override {
    guarded([&] {
      query(
          "INSERT INTO node_certificate(serial, node_id, issued, expires, pem, revoked) VALUES (?,?,?,?,?,?)")
          .bind(c.serial, c.node_id, c.issued, c.expires, c.pem, c.revoked)
          .run();
    });
  }
  void revoke_certificates(const std::string& node_id, UtcNs now) override {
    guarded([&] {
      query("UPDATE node_certificate SET revoked = ? WHERE node_id = ? AND revoked = 0")
          .bind(now, node_id)
          .run();
    });
  }
  std::vector<NodeCertificate> revoked_certificates(UtcNs now) override {
    return guarded([&] {
      auto q = query(std::string(kCertificateColumns) + " WHERE revoked > 0 AND expires > ? ORDER BY serial");
      q.bind(now);
      return all(q, read_certificate);
    });
  }
  std::vector<NodeCertificate> certificates_of(const std::string& node_id) override {
    return guarded([&] {
      auto q = query(std::string(kCertificateColumns) + " WHERE node_id = ? ORDER BY issued DESC");
      q.bind(node_id);
      return all(q, read_certificate);
    });
  }

  void put_command(const NodeCommand& c) override {
    guarded([&] {
      query(
          "INSERT INTO node_command(command_id, node_id, kind, body, asked_by, created, expires, state) "
          "VALUES (?,?,?,?,?,?,?,?)")
          .bind(c.command_id, c.node_id, c.kind, Blob{c.body}, c.asked_by, c.created, c.expires, c.state)
          .run();
    });
  }
  std::vector<NodeCommand> open_commands() override {
    return guarded([&] {
      auto q = query(std::string(kCommandColumns) + " WHERE state IN ('queued', 'sent') ORDER BY created");
      return all(q, read_command);
    });
  }
  void command_sent(const std::string& command_id, UtcNs now) override {
    guarded([&] {
      query(
          "UPDATE node_command SET state = 'sent', sent = ?, attempts = attempts + 1 WHERE command_id = ? "
          "AND state IN ('queued', 'sent')")
          .bind(now, command_id)
          .run();
    });
  }
  bool close_command(const std::string& node_id, const std::string& command_id, const std::string& state,
                     const std::string& text) override {
    return guarded([&] {
      return query(
                 "UPDATE node_command SET state = ?, text = ? WHERE command_id = ? AND node_id = ? AND state "
                 "IN ('queued', 'sent')")
                 .bind(state, text, command_id, node_id)
                 .run() > 0;
    });
  }
  std::vector<NodeCommand> commands_of(const std::string& node_id, int limit) override {
    return guarded([&] {
      auto q = query(std::string(kCommandColumns) + " WHERE node_id = ? ORDER BY created DESC LIMIT ?");
      q.bind(node_id, limit);
      return all(q, read_command);
    });
  }

  std::int64_t put_acceptance(const AcceptanceSheet& s) override {
    return guarded([&] {
      const auto digest = wire::sha256(s.sheet);
      const Blob hash{{reinterpret_cast<const char*>(digest.data()), digest.size()}};
      query(
          "INSERT INTO node_acceptance(node_id, received, sheet, sheet_sha256, signature, photo) VALUES "
          "(?,?,?,?,?,?) "
          "ON CONFLICT(sheet_sha256) DO NOTHING")
          .bind(s.node_id, s.received, s.sheet, hash, Blob{s.signature}, Blob{s.photo})
          .run();
      auto q = query("SELECT id FROM node_acceptance WHERE sheet_sha256 = ?");
      q.bind(hash).step();
      return q.integer(0);
    });
  }
  std::vector<AcceptanceSheet> acceptances_of(const std::string& node_id) override {
    return guarded([&] {
      auto q = query(
          "SELECT id, node_id, received, sheet, signature, photo, approved, approved_by, comment FROM "
          "node_acceptance "
          "WHERE node_id = ? ORDER BY id DESC");
      q.bind(node_id);
      std::vector<AcceptanceSheet> sheets;
      while (q.step()) {
        sheets.push_back({q.integer(0), q.text(1), q.integer(2), q.text(3), q.text(4), q.text(5),
                          q.integer(6), q.text(7), q.text(8)});
      }
      return sheets;
    });
  }
  bool approve_acceptance(const std::string& node_id, std::int64_t id, const std::string& user,
                          const std::string& comment, UtcNs now) override {
    return guarded([&] {
      return query(
                 "UPDATE node_acceptance SET approved = ?, approved_by = ?, comment = ? WHERE id = ? AND "
                 "node_id = ? AND approved = 0")
                 .bind(now, user, comment, id, node_id)
                 .run() > 0;
    });
  }

 private:
  EnrolmentCode enrolment_code(std::string_view code_sha256) {
    auto q = query(
        "SELECT node_id, name, latitude_deg, longitude_deg, created, created_by, expires FROM enrolment_code "
        "WHERE code_sha256 = ?");
    q.bind(Blob{code_sha256}).step();
    return {std::string(code_sha256),
            q.text(0),
            q.text(1),
            q.real(2),
            q.real(3),
            q.integer(4),
            q.integer(6),
            q.text(5)};
  }

  std::mutex mutex_;
  std::unique_ptr<SqlSession> session_;
};

}  // namespace

std::unique_ptr<NodeBook> make_node_book(std::unique_ptr<SqlSession> session) {
  return std::make_unique<SqlNodeBook>(std::move(session));
}

}  // namespace sb::gateway
