#pragma once
// Logged requests of a person, with their payloads: found and erased.

#include "monitor/request_log/request_log.hpp"
#include "platform/erasure/erasable_store.hpp"

namespace ontos {

class RequestsErasure final : public ErasableStore {
public:
    explicit RequestsErasure(RequestLog& log) : log_{log} {}

    std::string_view name() const override { return "request_log"; }
    void settle() const override { log_.flush(); }
    std::vector<ErasureLink> scan(sql::Transaction& tx,
                                  const ErasedSubject& subject) const override;
    std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject) const override;
    HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const override;
    std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                    const std::string& after, std::int64_t limit) const override;
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override;

private:
    RequestLog& log_;
};

}  // namespace ontos
