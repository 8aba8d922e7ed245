#pragma once
// The port to a registry of models: `local` here, Unity Catalog and MLflow later.

#include <filesystem>

#include "deploy/ids.hpp"
#include "deploy/models/signature.hpp"

namespace ontos {

namespace sql {
class Transaction;
}

BOOST_DEFINE_ENUM_CLASS(VersionStatus, PENDING_REGISTRATION, READY, FAILED_REGISTRATION)

/// What a deploy must know of a version.
struct RegisteredVersion {
    ModelVersionRef ref;
    VersionStatus status = VersionStatus::PENDING_REGISTRATION;
    std::string status_message;
    Signature signature;
    ModelLayout layout;
    std::string sha256;
    std::uint64_t size_bytes = 0;
};

/// Thread safe. Calls may block: never on an I/O thread.
class ModelRegistry {
public:
    virtual ~ModelRegistry() = default;
    /// `version` is a number, an alias or `latest` (the highest READY number). Throws
    /// Failure{not_found} that names what is missing and what there is.
    virtual RegisteredVersion resolve(const std::string& full_name, const std::string& version) = 0;
    /// In the transaction that lets an endpoint use the version, so that a deletion at the same
    /// time either fails or is seen here. Throws Failure{not_found} if it is gone since it was
    /// resolved.
    virtual void require_there(sql::Transaction& tx, const RegisteredVersion& version) = 0;
    /// The folder that holds the artifact's files, complete and on this machine.
    virtual std::filesystem::path fetch(const RegisteredVersion& version) = 0;
    /// Whether the files still have the hash that was registered.
    virtual bool is_intact(const RegisteredVersion& version) = 0;
};

}  // namespace ontos
