import type { RoadOffer } from "../bindings";

/** The key of the words for a road that takes no new connections: who decided it. */
export const closedRoad = ({ road, standing }: RoadOffer) =>
  standing === "not_allowed_here" ? `road_not_here.${road}` : `road_closed.${road}`;
