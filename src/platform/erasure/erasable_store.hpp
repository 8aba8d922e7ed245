#pragma once
// Whom an erasure is about, and what each folder offers so that nothing of them stays in its
// tables.

#include <algorithm>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sql/database.hpp"

namespace ontos {

/// How a person may be known beside the subject's id of feedback and rows: the same text is who
/// asked (requester), the session, or who judged (author).
BOOST_DEFINE_ENUM_CLASS(SubjectTie, requester, session, author)

/// Scope of a request is the endpoint, of a row the sheet; feedback and layouts have none. An
/// endpoint that the subject's requests or feedback are about is a scope without an id.
BOOST_DEFINE_ENUM_CLASS(LinkKind, request, feedback, row, endpoint, layout)

/// A row of erasure_links: what is tied to the subject.
struct ErasureLink {
    std::string erasure_id;
    LinkKind kind = LinkKind::request;
    std::string scope, id;

    static constexpr auto fields(auto...) {
        using T = ErasureLink;
        return std::array{api::field<&T::erasure_id>("The erasure."),
                          api::field<&T::kind>("What it is."),
                          api::field<&T::scope>("Where its id holds."),
                          api::field<&T::id>("What it is called there.")};
    }
};

/// Whom it is about. Its links stand under `erasure_id`.
struct ErasedSubject {
    std::string erasure_id, subject_id;
    std::vector<SubjectTie> also;
    std::vector<std::string> request_ids;  ///< that are known to be of the subject
    Timestamp until{};                     ///< what was made later is not meant

    bool is(SubjectTie tie) const { return std::ranges::find(also, tie) != also.end(); }
};

/// What a store holds of a subject.
struct HeldRecords {
    std::int64_t count = 0;
    std::optional<Timestamp> oldest_at, newest_at;

    static constexpr auto fields(auto...) {
        using T = HeldRecords;
        return std::array{api::field<&T::count>("Records."),
                          api::field<&T::oldest_at>("When the first of them was made."),
                          api::field<&T::newest_at>("When the last of them was made.")};
    }
};

/// One record.
struct HeldRecord {
    std::string id;
    Timestamp created_at{};

    static constexpr auto fields(auto...) {
        return std::array{api::field<&HeldRecord::id>("As its own routes call it."),
                          api::field<&HeldRecord::created_at>("When it was made.")};
    }
};

/// A table, or some that belong together, of one folder. Constant after construction; its functions
/// work in the caller's transaction.
class ErasableStore {
public:
    virtual ~ErasableStore() = default;
    /// As receipts call it.
    virtual std::string_view name() const = 0;
    /// Outside of any transaction: what waits in memory goes to the database.
    virtual void settle() const {}
    /// What is tied in ways that no index knows: may read a whole table, in a read transaction.
    virtual std::vector<ErasureLink> scan(sql::Transaction&, const ErasedSubject&) const {
        return {};
    }
    /// Adds the links that follow from the subject's id and from links that are there; how many
    /// are new.
    virtual std::int64_t link(sql::Transaction&, const ErasedSubject&) const { return 0; }
    /// What is linked and there.
    virtual HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const = 0;
    /// How many records an erasure takes beside, because nobody knows whom they are about.
    virtual std::int64_t count_of_anybody(sql::Transaction&, const ErasedSubject&) const {
        return 0;
    }
    /// What is held one by one in the order of their ids, behind this one; empty where they have
    /// none.
    virtual std::vector<HeldRecord> records(sql::Transaction&, const ErasedSubject&,
                                            const std::string&, std::int64_t) const {
        return {};
    }
    /// Erases what is linked, at most `limit` records; how many it were. With the last piece, no
    /// route answers or counts any of them.
    virtual std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                               std::int64_t limit) const = 0;
    /// What holds something of it until its time comes, outside of the database, in words: the
    /// erasure is not done before.
    virtual std::vector<std::string> waits_for(sql::Transaction&, const ErasedSubject&) const {
        return {};
    }
    /// Afterwards, in the background and in small pieces: what was left behind where no route looks
    /// (`piece` counts from 0). Whether there is more to do.
    virtual bool tidy(sql::Transaction&, std::int64_t /*piece*/) const { return false; }
};

}  // namespace ontos
