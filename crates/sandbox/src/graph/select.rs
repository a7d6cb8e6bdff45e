//! `$select`: which properties a type has, and which of them the client asked for.

use super::refusal::Refusal;

/// A type of Graph's with the names that may be selected of it.
pub(crate) struct Type {
    name: &'static str,
    properties: &'static str,
}

pub(crate) const USER: Type = Type {
    name: "microsoft.graph.user",
    properties: "id deletedDateTime aboutMe accountEnabled ageGroup assignedLicenses assignedPlans authorizationInfo birthday \
        businessPhones city companyName consentProvidedForMinor country createdDateTime creationType customSecurityAttributes \
        department displayName employeeHireDate employeeId employeeLeaveDateTime employeeOrgData employeeType externalUserState \
        externalUserStateChangeDateTime faxNumber givenName hireDate identities imAddresses interests isResourceAccount jobTitle \
        lastPasswordChangeDateTime legalAgeGroupClassification licenseAssignmentStates mail mailNickname mobilePhone mySite \
        officeLocation onPremisesDistinguishedName onPremisesDomainName onPremisesExtensionAttributes onPremisesImmutableId \
        onPremisesLastSyncDateTime onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier \
        onPremisesSyncEnabled onPremisesUserPrincipalName otherMails passwordPolicies passwordProfile pastProjects postalCode \
        preferredDataLocation preferredLanguage preferredName provisionedPlans proxyAddresses responsibilities schools \
        securityIdentifier serviceProvisioningErrors showInAddressList signInSessionsValidFromDateTime skills state streetAddress \
        surname usageLocation userPrincipalName userType",
};

pub(crate) const ORGANIZATION: Type = Type {
    name: "microsoft.graph.organization",
    properties: "id deletedDateTime assignedPlans businessPhones city country countryLetterCode createdDateTime \
        defaultUsageLocation displayName marketingNotificationEmails mobileDeviceManagementAuthority onPremisesLastSyncDateTime \
        onPremisesSyncEnabled partnerTenantType postalCode preferredLanguage privacyProfile provisionedPlans \
        securityComplianceNotificationMails securityComplianceNotificationPhones state street technicalNotificationMails tenantType \
        verifiedDomains",
};

/// There is no `wellKnownName` in v1.0.
pub(crate) const FOLDER: Type = Type {
    name: "Microsoft.OutlookServices.MailFolder",
    properties: "id displayName parentFolderId childFolderCount unreadItemCount totalItemCount isHidden",
};

/// With what meeting requests add.
pub(crate) const MESSAGE: Type = Type {
    name: "Microsoft.OutlookServices.Message",
    properties: "id createdDateTime lastModifiedDateTime changeKey categories receivedDateTime sentDateTime hasAttachments \
        internetMessageId internetMessageHeaders subject bodyPreview importance parentFolderId conversationId conversationIndex \
        isDeliveryReceiptRequested isReadReceiptRequested isRead isDraft webLink inferenceClassification body uniqueBody sender from \
        toRecipients ccRecipients bccRecipients replyTo flag meetingMessageType startDateTime endDateTime isOutOfDate isDelegated \
        isAllDay location recurrence type",
};

pub(crate) const EVENT: Type = Type {
    name: "Microsoft.OutlookServices.Event",
    properties: "id categories changeKey createdDateTime lastModifiedDateTime allowNewTimeProposals attendees body bodyPreview \
        cancelledOccurrences end hasAttachments hideAttendees iCalUId importance isAllDay isCancelled isDraft isOnlineMeeting \
        isOrganizer isReminderOn location locations onlineMeeting onlineMeetingProvider onlineMeetingUrl organizer \
        originalEndTimeZone originalStart originalStartTimeZone recurrence reminderMinutesBeforeStart responseRequested \
        responseStatus sensitivity seriesMasterId showAs start subject transactionId type webLink",
};

pub(crate) const ONLINE_MEETING: Type = Type {
    name: "microsoft.graph.onlineMeeting",
    properties: "id allowAttendeeToEnableCamera allowAttendeeToEnableMic allowBreakoutRooms allowCopyingAndSharingMeetingContent \
        allowedLobbyAdmitters allowedPresenters allowLiveShare allowMeetingChat allowParticipantsToChangeName allowPowerPointSharing \
        allowRecording allowTeamworkReactions allowTranscription allowWhiteboard attendeeReport audioConferencing broadcastSettings \
        chatInfo chatRestrictions creationDateTime endDateTime expiryDateTime externalId isBroadcast isEndToEndEncryptionEnabled \
        isEntryExitAnnounced joinInformation joinMeetingIdSettings joinWebUrl lobbyBypassSettings meetingOptionsWebUrl \
        meetingSpokenLanguageTag meetingTemplateId meetingType participants recordAutomatically sensitivityLabelAssignment \
        shareMeetingChatHistoryDefault startDateTime subject videoTeleconferenceId watermarkProtection",
};

pub(crate) const TRANSCRIPT: Type = Type {
    name: "microsoft.graph.callTranscript",
    properties: "id callId content contentCorrelationId createdDateTime endDateTime meetingId meetingOrganizer metadataContent \
        transcriptContentUrl",
};

/// Which properties the client asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Select {
    names: Option<Vec<String>>,
}

impl Select {
    /// Reads a `$select`; names that the type does not have are refused.
    pub(crate) fn read(of: &Type, text: Option<&str>) -> Result<Self, Refusal> {
        let names: Vec<&str> = text
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        if let Some(unknown) = names.iter().find(|name| !of.has(name)) {
            return Err(of.refuse(unknown));
        }
        let everything = names.is_empty() || names.contains(&"*");
        Ok(Self {
            names: (!everything).then(|| names.iter().map(|name| name.to_lowercase()).collect()),
        })
    }

    pub(crate) fn is_all(&self) -> bool {
        self.names.is_none()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names
            .as_ref()
            .is_none_or(|names| names.iter().any(|one| one.eq_ignore_ascii_case(name)))
    }

    /// Whether a property was named; those that are never in the default answer need it.
    pub(crate) fn names(&self, name: &str) -> bool {
        self.names.is_some() && self.has(name)
    }
}

impl Type {
    fn has(&self, name: &str) -> bool {
        let name = name.split('/').next().unwrap_or_default();
        let mut known = self.properties.split_whitespace();
        name == "*" || known.any(|one| one.eq_ignore_ascii_case(name))
    }

    /// Outlook parses its queries itself and has its own words for it.
    fn refuse(&self, unknown: &str) -> Refusal {
        let message = format!(
            "Could not find a property named '{unknown}' on type '{}'.",
            self.name
        );
        if self.name.starts_with("Microsoft.OutlookServices.") {
            Refusal::bad_request("RequestBroker--ParseUri", message)
        } else {
            let message = format!("Parsing OData Select and Expand failed: {message}");
            Refusal::bad_request("BadRequest", message)
        }
    }
}
