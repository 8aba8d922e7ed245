#pragma once
// What an endpoint served: revisions, and how each differs from the one before.

#include <optional>
#include <string>
#include <vector>

#include "deploy/endpoints/deployment.hpp"

namespace ontos {

struct Revision {
    std::int64_t revision = 0;
    DeploymentStatus status = DeploymentStatus::deploying;
    DeployAction action = DeployAction::created;
    std::string model_name;
    std::string model_version;
    std::string deployment_id;
    std::string content_hash;
    Timestamp deployed_at{};
    std::string deployed_by;
    std::optional<Timestamp> live_from;
    std::optional<Timestamp> live_until;
    std::string message;
    std::string reason;
    RevisionConfig config;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&Revision::revision>("Number, counted from 1 on each endpoint."),
            api::field<&Revision::status>("What became of it."),
            api::field<&Revision::action>("What made it."),
            api::field<&Revision::model_name>("The model with the largest share."),
            api::field<&Revision::model_version>("Its version."),
            api::field<&Revision::deployment_id>("The deployment that made it."),
            api::field<&Revision::content_hash>("Equal for equal configurations of one endpoint."),
            api::field<&Revision::deployed_at>("When it was asked for."),
            api::field<&Revision::deployed_by>("Who asked for it."),
            api::field<&Revision::live_from>("From when it served; null: it never did."),
            api::field<&Revision::live_until>("Until when it served; null: it does, or never did."),
            api::field<&Revision::message>("How it went."),
            api::field<&Revision::reason>("Why it was made, if somebody said."),
            api::field<&Revision::config>("All that it serves; values of variables are masked.")};
    }
};

struct HistoryEntry {
    std::int64_t revision = 0;
    std::string model_name;
    std::string model_version;
    DeploymentStatus status = DeploymentStatus::deploying;
    DeployAction action = DeployAction::created;
    Timestamp deployed_at{};
    std::string deployed_by;
    std::string message;
    std::string reason;
    RevisionConfig config;
    std::vector<Difference> diff;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&HistoryEntry::revision>("Number, counted from 1 on each endpoint."),
            api::field<&HistoryEntry::model_name>("The model with the largest share."),
            api::field<&HistoryEntry::model_version>("Its version."),
            api::field<&HistoryEntry::status>("What became of it."),
            api::field<&HistoryEntry::action>("What made it."),
            api::field<&HistoryEntry::deployed_at>("When it was asked for."),
            api::field<&HistoryEntry::deployed_by>("Who asked for it."),
            api::field<&HistoryEntry::message>("How it went."),
            api::field<&HistoryEntry::reason>("Why it was made, if somebody said."),
            api::field<&HistoryEntry::config>("All that it serves; values are masked."),
            api::field<&HistoryEntry::diff>("What it changed of the revision that served then.")};
    }
};

struct History {
    std::string endpoint_name;
    std::vector<HistoryEntry> history;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&History::endpoint_name>("The endpoint."),
                          api::field<&History::history>("Every revision, newest first.")};
    }
};

struct RevisionsPage {
    std::vector<Revision> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&RevisionsPage::items>("Newest first."),
            api::field<&RevisionsPage::next_cursor>("For the next page; null: this is the last.")};
    }
};

}  // namespace ontos
