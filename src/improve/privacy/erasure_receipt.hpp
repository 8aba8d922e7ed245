#pragma once
// What people ask about a person's data, and what they get: what is held, and receipts of erasures.

#include "platform/api/inlined.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/erasure/erasable_files.hpp"

namespace ontos {

inline constexpr std::size_t subject_id_max = 200;

struct PrivacySubjectPath {
    std::string subject_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&PrivacySubjectPath::subject_id>(
            "What feedback and rows call the person: their `subject_id`.", api::min_length(1),
            api::max_length(subject_id_max))};
    }
};

/// How a person is looked for beside the subject's id.
struct AlsoKnownAs {
    bool requester = false, session = false, author = false;

    std::vector<SubjectTie> ties() const;

    static constexpr auto fields(auto...) {
        using T = AlsoKnownAs;
        return std::array{
            api::option<&T::requester>("true: the same text is also who sent requests."),
            api::option<&T::session>("true: the same text is also a session_id."),
            api::option<&T::author>("true: the same text is also who judged: source_id or "
                                    "created_by of feedback.")};
    }
};

struct StoreHeld {
    std::string store;
    HeldRecords held;

    static constexpr auto fields(auto...) {
        return api::joined(std::array{api::field<&StoreHeld::store>("What keeps it.")},
                           api::inlined<&StoreHeld::held>());
    }
};
template <>
struct api::Codec<StoreHeld> : api::InlinedCodec<StoreHeld> {};

/// A model that learned from rows which were erased later.
struct TrainedModel {
    std::string training_job_id, job_status, model_name;
    std::optional<std::string> model_version;
    std::vector<std::string> endpoints;

    static constexpr auto fields(auto...) {
        using T = TrainedModel;
        return std::array{
            api::field<&T::training_job_id>("The training job that got the rows."),
            api::field<&T::job_status>("How the job is."),
            api::field<&T::model_name>("The model that it trains."),
            api::field<&T::model_version>("The version that came of it; null if none did."),
            api::field<&T::endpoints>("Live endpoints that serve the version, or can be rolled "
                                      "back to it.")};
    }
};

/// What is held of a person.
struct SubjectData {
    std::string subject_id;
    std::vector<SubjectTie> also;
    bool is_held = false;
    std::vector<StoreHeld> stores;
    std::vector<TouchedExport> exports;
    std::vector<TrainedModel> models;
    std::vector<std::string> receipt_ids;

    static constexpr auto fields(auto...) {
        using T = SubjectData;
        return std::array{
            api::field<&T::subject_id>("Who."),
            api::field<&T::also>("How they were looked for beside it."),
            api::field<&T::is_held>("Whether there is anything."),
            api::field<&T::stores>("How much each store holds, and since when."),
            api::field<&T::exports>("Exports with lines of the person."),
            api::field<&T::models>("Models that were trained on rows of the person."),
            api::field<&T::receipt_ids>(
                "Earlier erasures of the person by this server's key, newest first, at most "
                "100.")};
    }
};

struct SubjectRecordsQuery {
    AlsoKnownAs also;
    std::string store, cursor;
    std::int32_t limit = 50;

    static constexpr auto fields(auto...) {
        using T = SubjectRecordsQuery;
        return api::joined(
            api::inlined<&T::also>(),
            std::array{
                api::field<&T::store>("One of the stores that GET /privacy/subjects/{subject_id} "
                                      "names.",
                                      api::max_length(100)),
                api::option<&T::cursor>("`next_cursor` of the page before.", api::is_id_of_last),
                api::option<&T::limit>("Records of a page.", api::minimum(1),
                                       api::maximum(1'000))});
    }
};
template <>
struct api::Codec<SubjectRecordsQuery> : api::InlinedCodec<SubjectRecordsQuery> {};

struct SubjectRecords {
    std::vector<HeldRecord> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&SubjectRecords::items>("In the order of their ids; none of a store whose "
                                               "records have no ids."),
            api::field<&SubjectRecords::next_cursor>("Where the next page starts; null at the "
                                                     "end.")};
    }
};

struct ErasureRequest {
    std::string subject_id, reason;
    std::vector<SubjectTie> also;
    std::vector<std::string> request_ids;
    bool dry_run = false;

    static constexpr auto fields(auto...) {
        using T = ErasureRequest;
        return std::array{
            api::field<&T::subject_id>("Who: the `subject_id` of feedback and rows.",
                                       api::min_length(1), api::max_length(subject_id_max)),
            api::field<&T::reason>("Why; stands in the receipt, and must not name the person.",
                                   api::min_length(1), api::max_length(1'000)),
            api::option<&T::also>("The same text is also who sent a request (requester), a "
                                  "session_id (session), or who judged (author).",
                                  api::max_items(3)),
            api::option<&T::request_ids>("Requests that are known to be the person's: they go, and "
                                         "what was made of them.",
                                         api::max_items(1'000)),
            api::option<&T::dry_run>("true: only tell what would go.")};
    }
};

BOOST_DEFINE_ENUM_CLASS(ReceiptState, planned, pending, purging, done)

struct StoreErased {
    std::string store;
    std::int64_t erased = 0;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&StoreErased::store>("What kept it."),
                          api::field<&StoreErased::erased>("Records that went.")};
    }
};

/// A receipt as it is answered.
struct ErasureReceipt {
    std::string id;
    ReceiptState state = ReceiptState::planned;
    std::string subject_hash;
    std::vector<SubjectTie> also;
    std::string reason, requested_by;
    Timestamp requested_at{};
    std::optional<Timestamp> finished_at;
    std::vector<StoreErased> stores;
    std::vector<TouchedExport> exports;
    std::vector<TrainedModel> models;
    std::vector<std::string> waiting_for;
    std::optional<std::string> signed_text, signature, public_key;

    static constexpr auto fields(auto...) {
        using T = ErasureReceipt;
        return std::array{
            api::field<&T::id>("Identifier; empty of a dry run."),
            api::field<&T::state>(
                "planned: a dry run. pending: records go. purging: nothing of the person is "
                "answered, exported or counted any more; files are rewritten. done: no file has "
                "anything of it, and the receipt is signed."),
            api::field<&T::subject_hash>("HMAC-SHA256 of the subject's id, by a key in the data "
                                         "folder."),
            api::field<&T::also>("How they were looked for beside the subject's id."),
            api::field<&T::reason>("Why."),
            api::field<&T::requested_by>("Who asked for it."),
            api::field<&T::requested_at>("When; what came later was not meant."),
            api::field<&T::finished_at>("When it was done."),
            api::field<&T::stores>("Records that went, by store."),
            api::field<&T::exports>("Exports whose files were rewritten, and who has copies."),
            api::field<&T::models>("Models that were trained on rows which went."),
            api::field<&T::waiting_for>("What is left to do, in words; empty once done."),
            api::field<&T::signed_text>("JSON of the receipt as it was signed; null until done."),
            api::field<&T::signature>("Ed25519 of signed_text, base64."),
            api::field<&T::public_key>("By which it is verified, PEM.")};
    }
};

struct ReceiptPath {
    std::string receipt_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ReceiptPath::receipt_id>("Id of the receipt.")};
    }
};

struct ReceiptsQuery {
    std::optional<ReceiptState> state;
    std::string cursor;
    std::int32_t limit = 50;

    static constexpr auto fields(auto...) {
        using T = ReceiptsQuery;
        return std::array{
            api::option<&T::state>("Only those."),
            api::option<&T::cursor>("`next_cursor` of the page before.", api::is_id_of_last),
            api::option<&T::limit>("Receipts of a page.", api::minimum(1), api::maximum(100))};
    }
};

struct ReceiptPage {
    std::vector<ErasureReceipt> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ReceiptPage::items>("Newest first."),
            api::field<&ReceiptPage::next_cursor>("Where the next page starts; null at the end.")};
    }
};

}  // namespace ontos
